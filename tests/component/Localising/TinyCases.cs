using Workbench.Testing.Hosting;


namespace Workbench.ComponentTests.Localising;

/// <summary>The configurations that faults are put into and clean runs are taken of, each made when it is first asked for.</summary>
public sealed class TinyCases : IDisposable
{
    internal const string Plain = "FP32", Gguf = "FP32, GGUF Q4_K_M", Fp8 = "FP32, fp8";

    private readonly TemporaryFolder folder = new();
    private readonly TinyModels models = new();
    private readonly Dictionary<string, TinyCase> made = [];

    /// <summary>Configurations by name, with the keys they set.</summary>
    private static readonly Dictionary<string, string> Settings = new()
    {
        [Plain] = "",
        ["BF16"] = """ "workbench.dtype": "BF16" """,
        ["BF16, lightx2v"] = """ "workbench.dtype": "BF16", "workbench.numeric_profile": "lightx2v" """,
        [Gguf] = TinyModels.Scheme("gguf-Q4_K_M").Trim('{', '}'),
        [Fp8] = TinyModels.Scheme("fp8-sgl").Trim('{', '}'),
    };

    internal static IReadOnlyList<string> Names { get; } = [.. Settings.Keys];

    internal string ModelFolder => models.Folder;

    /// <summary>A folder that does not exist yet.</summary>
    internal string Scratch(string name) => folder[name];

    internal TinyCase this[string name]
    {
        get
        {
            if (!made.TryGetValue(name, out var found))
            {
                made[name] = found = new(models, name, Settings[name], Quantised(name) ? [StageNames.DitHigh, StageNames.DitLow] : [.. StageNames.All.Select(s => s.Id)], folder[$"case{made.Count}"]);
            }

            return found;
        }
    }

    /// <summary>Whether only the experts are stored in another way.</summary>
    private static bool Quantised(string name) => name is Gguf or Fp8;

    public void Dispose()
    {
        models.Dispose();
        folder.Dispose();
    }
}
