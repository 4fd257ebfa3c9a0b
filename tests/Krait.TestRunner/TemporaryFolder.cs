namespace Krait.TestRunner;

/// <summary>The empty folders that tests run in.</summary>
internal static class TemporaryFolder
{
    /// <summary>Deletes a folder with what is in it. A process that a test left behind may be writing there still: that is no reason to end the whole run.</summary>
    public static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.WriteLine($"left behind: {folder.FullName}: {error.Message}");
        }
    }
}
