using Krait.TestRunner;

try
{
    return await new Run(Options.Parse(args)).ExecuteAsync();
}
catch (UsageException error)
{
    Console.Error.WriteLine($"test: {error.Message}");
    return 2;
}
