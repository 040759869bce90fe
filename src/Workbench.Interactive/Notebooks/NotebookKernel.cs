using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;

namespace Workbench.Interactive.Notebooks;

/// <summary>A .NET Interactive C# kernel in this process, whose cells see the very assemblies that this program runs.</summary>
internal sealed partial class NotebookKernel : IDisposable
{
    private readonly CompositeKernel kernel;
    private int count;

    public NotebookKernel()
    {
        var csharp = new CSharpKernel();
        WithLineNumbers(csharp);
        csharp.AddAssemblyReferences(Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(IsManaged));
        kernel = [csharp];
        kernel.DefaultKernelName = csharp.Name;
    }

    /// <summary>Runs a cell to its end, its first error, or its time limit; after the last its thread may still be running, so end the process.</summary>
    public async Task<CellResult> Run(string source, TimeSpan limit)
    {
        var outputs = new CellOutputs(++count);
        using var listening = kernel.KernelEvents.Subscribe(outputs.Add);
        using var cancellation = new CancellationTokenSource();
        var sent = kernel.SendAsync(new SubmitCode(OwnAssembly().Replace(source, "// $0")), cancellation.Token);
        if (await Task.WhenAny(sent, Task.Delay(limit, CancellationToken.None)).ConfigureAwait(false) != sent)
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
            var late = new CellError("TimeOut", $"still running after {limit.TotalSeconds:G4} s", null, $"The cell was given up after {limit.TotalSeconds:G4} s (--timeout).");
            outputs.Add(late);
            return new(outputs.All, late);
        }

        var result = await sent.ConfigureAwait(false);
        if (result.Events.OfType<CommandFailed>().FirstOrDefault() is not { } failed)
        {
            return new(outputs.All, null);
        }

        var error = ErrorOf(failed);
        outputs.Add(error);
        return new(outputs.All, error);
    }

    public void Dispose() => kernel.Dispose();

    private static CellError ErrorOf(CommandFailed failed)
    {
        if (failed.Exception is null or CodeSubmissionCompilationErrorException)
        {
            var line = Position().Match(failed.Message) is { Success: true } match ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : (int?)null;
            return new("CompilationError", failed.Message.Split('\n')[0], line, failed.Message);
        }

        var error = failed.Exception;
        // The innermost frame of a submission is the line of the cell.
        var frame = new StackTrace(error, fNeedFileInfo: true).GetFrames().FirstOrDefault(f => f.GetMethod()?.DeclaringType?.FullName?.StartsWith("Submission#", StringComparison.Ordinal) == true && f.GetFileLineNumber() > 0);
        return new(error.GetType().Name, error.Message, frame?.GetFileLineNumber(), error.ToString());
    }

    /// <summary>Compiles cells with debug information, which the kernel has no setting for: without it, errors name no line.</summary>
    private static void WithLineNumbers(CSharpKernel csharp)
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
        foreach (var field in typeof(CSharpKernel).GetFields(Hidden).Where(f => f.FieldType == typeof(ScriptOptions)))
        {
            if (field.GetValue(csharp) is ScriptOptions options)
            {
                field.SetValue(csharp, options.WithEmitDebugInformation(true).WithFilePath("cell").WithFileEncoding(System.Text.Encoding.UTF8));
            }
        }
    }

    private static bool IsManaged(string path)
    {
        try
        {
            _ = AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false; // native
        }
    }

    /// <summary>The line that loads this assembly elsewhere: here it is loaded already, and from where this program is.</summary>
    [GeneratedRegex("""^#r "[^"]*Workbench\.Interactive\.dll"\s*$""", RegexOptions.Multiline)]
    private static partial Regex OwnAssembly();

    [GeneratedRegex(@"\((\d+),\d+\): error")]
    private static partial Regex Position();
}
