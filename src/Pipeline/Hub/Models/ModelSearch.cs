namespace Workbench.Pipeline.Hub.Models;

/// <summary>
/// LightX2V's find-file rule, over the model folder and cached snapshots: a name is looked for in the folders of converted weights, then in the root.
/// Source: lightx2v/utils/utils.py find_torch_model_path.
/// </summary>
/// <param name="roots">Model folder first, then cached snapshots.</param>
internal sealed class ModelSearch(IReadOnlyList<string> roots)
{
    private static readonly string[] Folders = ["distill_int8", "distill_fp8", "distill_models", "int8", "fp8", "original", ""];

    /// <summary>Every place of a name, in order.</summary>
    public IEnumerable<string> Places(string name) => roots.SelectMany(r => Folders.Select(f => Path.Combine([r, f, .. name.Split('/')])));

    /// <summary>Places directly under the roots.</summary>
    public IEnumerable<string> Direct(string name) => roots.Select(r => Path.Combine([r, .. name.Split('/')]));

    /// <summary>Places of a path from a configuration: as it is, then below the roots.</summary>
    public IEnumerable<string> Given(string path) => Path.IsPathRooted(path) ? [path] : [Path.GetFullPath(path), .. Places(path)];
}
