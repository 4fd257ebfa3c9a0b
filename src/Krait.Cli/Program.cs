using Krait.Cli;

return Command.Run(args);
