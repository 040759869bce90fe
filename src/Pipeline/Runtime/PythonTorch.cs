using System.ComponentModel;
using System.Diagnostics;

namespace Workbench.Pipeline.Runtime;

/// <summary>Asks an installed Python where its PyTorch is, without importing it (which would take seconds). No Python runs after that.</summary>
internal static class PythonTorch
{
    private const string Question =
        "import importlib.util,os; s=importlib.util.find_spec('torch'); print(os.path.join(os.path.dirname(s.origin),'lib') if s and s.origin else '')";

    public static string? LibraryDirectory()
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", Question])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (python is null || !python.WaitForExit(TimeSpan.FromSeconds(10)) || python.ExitCode != 0)
            {
                return null;
            }

            var answer = python.StandardOutput.ReadToEnd().Trim();
            return answer.Length == 0 ? null : answer;
        }
        catch (Win32Exception)
        {
            return null; // no python3 on PATH
        }
    }
}
