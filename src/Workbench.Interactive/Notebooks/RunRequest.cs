namespace Workbench.Interactive.Notebooks;

/// <summary>What one child process is to run.</summary>
/// <param name="Notebook">Path of the notebook; stays as it is.</param>
/// <param name="Output">Where the notebook with its outputs goes.</param>
/// <param name="Status">File that names the cell being run, or null.</param>
/// <param name="Timeout">Limit of each cell.</param>
/// <param name="Settings"><c>name=value</c>.</param>
internal sealed record RunRequest(string Notebook, string Output, string? Status, TimeSpan Timeout, IReadOnlyList<string> Settings);
