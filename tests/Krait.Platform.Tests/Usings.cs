global using System.Text;
global using Xunit;

// Signals, the environment, the current directory and forks belong to the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
