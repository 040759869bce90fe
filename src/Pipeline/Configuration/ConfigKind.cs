namespace Workbench.Pipeline.Configuration;

/// <summary>The JSON shapes that a key accepts.</summary>
[Flags]
public enum ConfigKind
{
    None = 0,
    Integer = 1,
    Number = 2,
    Boolean = 4,
    Text = 8,
    Integers = 16,
    Numbers = 32,
    Objects = 64,
    Object = 128,
}
