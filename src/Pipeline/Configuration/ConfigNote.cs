namespace Workbench.Pipeline.Configuration;

/// <summary>Something a reader of the configuration should know but that stops nothing: a rounding, an unknown key, a mapped value.</summary>
public sealed record ConfigNote(string Key, string Text, string File)
{
    public override string ToString() => $"{File}: {Key}: {Text}";
}
