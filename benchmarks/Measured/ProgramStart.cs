using Workbench.Benchmarks.Running;

namespace Workbench.Benchmarks.Measured;

/// <summary>How long the program takes before it does anything.</summary>
internal sealed class ProgramStart : IBenchmark
{
    private static string Program => Path.Combine(AppContext.BaseDirectory, "workbench.dll");

    public string Name => "Program start";

    public string Question => "A command that needs nothing, and one that loads libtorch and asks every check of the doctor.";

    public IReadOnlyList<Variant> Variants() => [Command("exit-codes"), Command("doctor")];

    private static Variant Command(string name) =>
        new($"workbench {name}", () => { }, Measure: () => ChildProcess.Run("dotnet", Program, name).Seconds);
}
