using System.Globalization;

namespace Workbench.Harness.Listening;

/// <summary>Names of taps that pass more than once in a run (chunks of a decoder, two guidance branches): <c>path</c>, <c>path#1</c>, <c>path#2</c>.</summary>
public static class TapName
{
    /// <summary>The name of the <paramref name="occurrence"/>-th pass, counted from 0.</summary>
    public static string Of(string path, int occurrence) =>
        occurrence == 0 ? path : path + "#" + occurrence.ToString(CultureInfo.InvariantCulture);

    /// <summary>The name without the count.</summary>
    public static string Bare(string path) => path.LastIndexOf('#') is var at and >= 0 ? path[..at] : path;
}
