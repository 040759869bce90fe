using Workbench.Testing.Hosting;

namespace Workbench.Cli.Localising;

/// <summary>How to start this program once more.</summary>
internal static class SelfCommand
{
    /// <summary><c>workbench stage child REQUEST OPTIONS</c>.</summary>
    /// <param name="options">The options of the command line that the host was made of.</param>
    /// <param name="environment">Variables on top of this process's own.</param>
    public static ChildProgram Child(IReadOnlyList<string> options, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var (program, first) = Line();
        return new(program, [.. first, "stage", "child"], options, environment);
    }

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
