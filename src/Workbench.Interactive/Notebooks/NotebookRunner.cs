using System.Diagnostics;
using System.Globalization;

namespace Workbench.Interactive.Notebooks;

/// <summary>
/// Runs one notebook from its first cell to its last or its first error. Outputs are saved after every cell, and the cell about to run is
/// noted in a status file: whatever happens to this process, its parent can say where.
/// </summary>
/// <param name="request">What to run.</param>
/// <param name="log">stderr.</param>
internal sealed class NotebookRunner(RunRequest request, TextWriter log)
{
    public async Task<int> Run()
    {
        var notebook = NotebookFile.Read(request.Notebook);
        foreach (var setting in request.Settings)
        {
            NotebookSettings.Apply(notebook, setting);
        }

        var code = notebook.Code;
        foreach (var cell in code)
        {
            cell.Store(null, []); // outputs of an earlier run say nothing about this one
        }

        Environment.CurrentDirectory = Path.GetDirectoryName(Path.GetFullPath(request.Notebook))!;
        using var kernel = new NotebookKernel();
        for (var i = 0; i < code.Count; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{notebook.Name}: code cell {i + 1} of {code.Count}");
            Note(place);
            var clock = Stopwatch.StartNew();
            var result = await kernel.Run(code[i].Source, request.Timeout).ConfigureAwait(false);
            code[i].Store(i + 1, result.Outputs);
            notebook.Save(request.Output);
            if (result.Error is { } error)
            {
                Report(place, code[i], error);
                return error.Name == "TimeOut" ? 4 : 1;
            }

            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{place}, {clock.Elapsed.TotalSeconds:F1} s"));
        }

        return 0;
    }

    private void Note(string place)
    {
        if (request.Status is { } file)
        {
            File.WriteAllText(file, place);
        }
    }

    private void Report(string place, NotebookCell cell, CellError error)
    {
        var line = error.Line is { } n ? string.Create(CultureInfo.InvariantCulture, $", line {n}") : "";
        log.WriteLine($"error: {place}{line}: {error.Name}: {error.Message}");
        if (error.Line is { } at && NotebookCell.Lines(cell.Source).ElementAtOrDefault(at - 1) is { } text)
        {
            log.WriteLine($"  {text.Trim()}");
        }

        log.WriteLine($"  where: {request.Notebook}, cell {cell.Index + 1} counting text cells{line}");
        log.WriteLine($"  next: open {request.Output}, whose last output holds the trace");
    }
}
