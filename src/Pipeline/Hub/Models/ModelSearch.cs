namespace Workbench.Pipeline.Hub.Models;

/// <summary>
/// LightX2V's find-file rule, over the model folder and cached snapshots: a name is looked for in the folders of converted weights, then in the root.
/// Source: lightx2v/utils/utils.py find_torch_model_path.
/// </summary>
/// <param name="roots">Model folder first, then cached snapshots.</param>
internal sealed class ModelSearch(IReadOnlyList<string> roots)
{
    private static readonly string[] Folders = ["distill_int8", "distill_fp8", "distill_models", "int8", "fp8", "original", ""];

    /// <summary>
    /// Every place of the names, in order: all of them in the model folder before any in a cached snapshot, so that a model under another
    /// (legal) name is never passed over for a file that happens to be cached.
    /// </summary>
    public IEnumerable<string> Places(params IReadOnlyList<string> names) => Places(names, []);

    /// <summary>As <see cref="Places(IReadOnlyList{string})"/>; in each root, <paramref name="direct"/> right under it come last.</summary>
    public IEnumerable<string> Places(IReadOnlyList<string> names, IReadOnlyList<string> direct) =>
        roots.SelectMany(root => (string[])[.. names.SelectMany(n => Folders.Select(f => Below(root, f, n))), .. direct.Select(n => Below(root, "", n))]);

    /// <summary>Places of a path from a configuration: as it is, then below the roots.</summary>
    public IEnumerable<string> Given(string path) => Path.IsPathRooted(path) ? [path] : [Path.GetFullPath(path), .. Places(path)];

    private static string Below(string root, string folder, string name) => Path.Combine([root, folder, .. name.Split('/')]);
}
