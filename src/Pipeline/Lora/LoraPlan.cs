using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Lora;

/// <summary>A tensor of a LoRA file that means nothing in the model, and modules that look like it.</summary>
public sealed record LoraMismatch(string Key, IReadOnlyList<string> Nearest);

/// <summary>
/// What a LoRA file would do to a model, from headers alone. A model on the <c>meta</c> device (<see cref="MetaParameters"/>) serves as well as a loaded one.
/// </summary>
public sealed class LoraPlan
{
    /// <summary>Nearest names are looked up for this many keys; a wholly foreign file has thousands.</summary>
    private const int Explained = 16;

    private readonly OrderedDictionary<string, LoraMatch> matches = new(StringComparer.Ordinal);
    private readonly List<LoraMismatch> unmatched = [];
    private readonly List<string> defects = [];

    private LoraPlan(LoraIndex index) => Index = index;

    /// <summary>The file.</summary>
    public LoraIndex Index { get; }

    /// <summary>Parameters that the file changes, in file order.</summary>
    public IReadOnlyCollection<LoraMatch> Matches => matches.Values;

    /// <summary>Tensors that match nothing.</summary>
    public IReadOnlyList<LoraMismatch> Unmatched => unmatched;

    /// <summary>Shapes that do not fit and pairs that are not whole.</summary>
    public IReadOnlyList<string> Defects => defects;

    /// <summary>Matches a file with a model.</summary>
    public static LoraPlan Of(LoraIndex index, ParameterRegistry model)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(model);
        var plan = new LoraPlan(index);
        var names = new LoraNames(model);
        foreach (var module in index.Modules)
        {
            plan.Add(module, names, model);
        }

        foreach (var tensor in index.Foreign)
        {
            plan.Leave(tensor, names);
        }

        plan.defects.AddRange(plan.matches.Values.Select(m => m.Defect()).OfType<string>());
        return plan;
    }

    /// <summary>Refuses a file that does not fit.</summary>
    /// <param name="skipUnmatched">Leaves keys that match nothing aside, as upstream does silently.</param>
    /// <exception cref="LoraException">Nothing matches, something is left over, or a shape does not fit.</exception>
    public void Require(bool skipUnmatched)
    {
        if (defects.Count > 0)
        {
            throw new LoraException($"{Index.Path}: {string.Join(" ", defects.Take(8))}{(defects.Count > 8 ? $" And {defects.Count - 8} more." : "")}\nNext: workbench inspect {Index.Path} --against MODEL");
        }

        if (matches.Count == 0)
        {
            throw new LoraException($"{Index.Path}: no layer of the model matches any of its {Index.Modules.Count + Index.Foreign.Count} modules: it would change nothing. {Leftovers()}");
        }

        if (unmatched.Count > 0 && !skipUnmatched)
        {
            throw new LoraException($"{Index.Path}: {unmatched.Count} tensor(s) match nothing in the model. {Leftovers()}\nNext: check that it is a LoRA of this model, or allow unmatched keys (--lora-skip-unmatched) to apply the rest.");
        }
    }

    private string Leftovers() => "Unmatched: "
        + string.Join("; ", unmatched.Take(8).Select(u => u.Nearest.Count > 0 ? $"{u.Key} (nearest: {string.Join(", ", u.Nearest)})" : u.Key))
        + (unmatched.Count > 8 ? $"; and {unmatched.Count - 8} more." : ".");

    private void Add(LoraModule module, LoraNames names, ParameterRegistry model)
    {
        var name = names.Resolve(module.Name);
        var isPair = module.Parts.ContainsKey(LoraPart.Down) || module.Parts.ContainsKey(LoraPart.Up);
        foreach (var (part, tensor) in module.Parts)
        {
            var key = name is null ? null : name + Parameter(part);
            if (key is null || Shape(key, model) is not { } shape || (part == LoraPart.Alpha && module.Parts.Count == 1))
            {
                Leave(tensor, names);
            }
            else if (part != LoraPart.Alpha || isPair)
            {
                Put(part, tensor, matches.GetValueOrDefault(key) ?? new(key, shape.Sizes, shape.Linear));
            }
        }
    }

    private void Put(LoraPart part, StoredTensor tensor, LoraMatch match)
    {
        var (before, after) = part switch
        {
            LoraPart.Down => (match.Down, match with { Down = tensor }),
            LoraPart.Up => (match.Up, match with { Up = tensor }),
            LoraPart.Alpha => (match.Alpha, match with { Alpha = tensor }),
            _ => (match.Diff, match with { Diff = tensor }),
        };
        if (before is not null)
        {
            defects.Add($"both {before.Name} and {tensor.Name} mean {match.Key}.");
        }

        matches[match.Key] = after;
    }

    private void Leave(StoredTensor tensor, LoraNames names)
    {
        var module = LoraNames.Plain(LoraKey.Parse(tensor.Name)?.Module ?? tensor.Name);
        unmatched.Add(new(tensor.Name, unmatched.Count < Explained ? NearestNames.Of(module, names.Modules) : []));
    }

    private static string Parameter(LoraPart part) => part switch
    {
        LoraPart.BiasDiff => ".bias",
        LoraPart.ModulationDiff => ".modulation",
        _ => ".weight",
    };

    private static (long[] Sizes, bool Linear)? Shape(string key, ParameterRegistry model)
    {
        if (key.EndsWith(".weight", StringComparison.Ordinal) && model.Linears.TryGetValue(key[..^".weight".Length], out var linear))
        {
            return ([linear.Weight.Outputs, linear.Weight.Inputs], true);
        }

        return model.Tensors.TryGetValue(key, out var tensor) ? (tensor.shape, false) : null;
    }
}
