namespace Workbench.Cli.Localising;

/// <summary>How to start this program once more.</summary>
internal static class SelfCommand
{
    /// <summary>Executable and its first arguments: the bundle's own executable, or <c>dotnet</c> and this assembly (also from a test host).</summary>
    public static (string Program, string[] First) Line()
    {
        var own = Path.Combine(AppContext.BaseDirectory, "workbench");
        if (Environment.ProcessPath == own)
        {
            return (own, []);
        }

        var dotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        return (dotnet, ["exec", typeof(SelfCommand).Assembly.Location]);
    }
}
