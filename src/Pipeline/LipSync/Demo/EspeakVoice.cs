using System.ComponentModel;
using System.Diagnostics;

namespace Workbench.Pipeline.LipSync.Demo;

/// <summary>Synthetic speech from an installed espeak-ng, for demonstrations only.</summary>
public static class EspeakVoice
{
    /// <summary>Speaks a text into a WAV file.</summary>
    /// <exception cref="LipSyncException">espeak-ng is not installed or fails.</exception>
    public static void Say(string text, string wavPath, string voice = "en")
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("espeak-ng", ["-v", voice, "-w", wavPath, "--", text]) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new LipSyncException($"espeak-ng ended with {process.ExitCode}: {errors.Trim()}");
            }
        }
        catch (Win32Exception e)
        {
            throw new LipSyncException("espeak-ng is not installed, so there is no demonstration voice.\nNext: apt-get install espeak-ng, or give a speech file.", e);
        }
    }
}
