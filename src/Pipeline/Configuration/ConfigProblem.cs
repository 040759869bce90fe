namespace Workbench.Pipeline.Configuration;

/// <summary>One thing wrong with a configuration: which key, what was expected, what was found, and in which file.</summary>
public sealed record ConfigProblem(string Key, string Expected, string Got, string File)
{
    public override string ToString() => $"{File}: {Key}: expected {Expected}, got {Got}.";
}
