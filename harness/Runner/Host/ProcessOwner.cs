using System.Diagnostics;

namespace InterContainer.Runner.Host;

/// <summary>Whether the process that made something still runs.</summary>
internal static class ProcessOwner
{
    public static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
