using System.Text.Json.Nodes;

namespace Workbench.Interactive.Notebooks;

/// <summary>What running a cell gave.</summary>
/// <param name="Outputs">nbformat outputs, in order.</param>
/// <param name="Error">Why it failed, or null.</param>
public sealed record CellResult(IReadOnlyList<JsonObject> Outputs, CellError? Error);

/// <summary>The failure of a cell.</summary>
/// <param name="Name">Type of the exception, or <c>CompilationError</c>, or <c>TimeOut</c>.</param>
/// <param name="Message">Its message.</param>
/// <param name="Line">Line of the cell, from 1; null where it is not known.</param>
/// <param name="Trace">Everything there is to say.</param>
public sealed record CellError(string Name, string Message, int? Line, string Trace);
