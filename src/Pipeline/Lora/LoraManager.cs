using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Lora;

/// <summary>
/// Switches LoRAs on two loaded experts without reloading them. Removing restores the base bit for bit, order does not matter, strengths change without
/// reading a file again. A call either succeeds or leaves everything as it was. Not for use during a step: call between runs, from one thread.
/// <para>Mends the gaps of upstream's switch_lora (docs/lora.md). No positional call here reaches one expert alone.</para>
/// </summary>
public sealed class LoraManager : IDisposable
{
    private readonly Dictionary<Expert, PatchedExpert> experts;
    private readonly Dictionary<Expert, SortedDictionary<string, double>> state;
    private readonly LoraFiles files;
    private readonly LoraMode mode;

    /// <param name="high">Parameters of the high-noise expert; must outlive this object.</param>
    /// <param name="low">Parameters of the low-noise expert.</param>
    /// <param name="options">Merged and strict by default.</param>
    public LoraManager(ParameterRegistry high, ParameterRegistry low, LoraOptions? options = null)
        : this(new Dictionary<Expert, ParameterRegistry> { [Expert.High] = high, [Expert.Low] = low }, options ?? new())
    {
    }

    /// <summary>For one expert alone, as a single step has it.</summary>
    /// <param name="expert">Which.</param>
    /// <param name="parameters">Its parameters; must outlive the result.</param>
    /// <param name="options">Merged and strict by default.</param>
    public static LoraManager For(Expert expert, ParameterRegistry parameters, LoraOptions? options = null) =>
        new(new Dictionary<Expert, ParameterRegistry> { [expert] = parameters }, options ?? new());

    private LoraManager(Dictionary<Expert, ParameterRegistry> models, LoraOptions options)
    {
        mode = options.Mode;
        Options = options;
        experts = models.ToDictionary(m => m.Key, m => new PatchedExpert(m.Value, options.Mode));
        state = models.ToDictionary(m => m.Key, _ => new SortedDictionary<string, double>(StringComparer.Ordinal));
        files = new(models);
    }

    /// <summary>How LoRAs are applied. The mode is fixed by the constructor.</summary>
    /// <exception cref="ArgumentException">Another mode.</exception>
    public LoraOptions Options
    {
        get;
        set => field = value.Mode == mode ? value : throw new ArgumentException($"LoRAs were set up for {mode}, they cannot turn to {value.Mode}.", nameof(value));
    }

    /// <summary>What is on, per expert, in canonical order.</summary>
    public IReadOnlyList<LoraSpec> Active =>
        [.. state.SelectMany(s => s.Value.Select(l => new LoraSpec(s.Key == Expert.High ? LoraTarget.HighNoise : LoraTarget.LowNoise, l.Key, l.Value)))];

    /// <summary>Makes one file the only LoRA of both experts; <c>("", 0.0)</c> removes every LoRA from both.</summary>
    /// <inheritdoc cref="SwitchLora(LoraTarget, string, double)"/>
    public LoraReport SwitchLora(string path, double strength) => SwitchLora(LoraTarget.Both, path, strength);

    /// <summary>Makes one file the only LoRA of the target; an empty path removes every LoRA from it.</summary>
    /// <param name="target">Which expert.</param>
    /// <param name="path">A file, or <c>owner/name/file</c> of a cached hub repository.</param>
    /// <param name="strength">Any finite factor; 0 adds nothing.</param>
    /// <exception cref="LoraException">Nothing matches, or something does not; nothing was changed.</exception>
    public LoraReport SwitchLora(LoraTarget target, string path, double strength)
    {
        var only = path.Length == 0 ? [] : new Dictionary<string, double> { [LoraPath.Resolve(path)] = Finite(strength) };
        return Change(LoraTargets.Experts(target).ToDictionary(e => e, _ => only));
    }

    /// <summary>LightX2V's four arguments, mended: null leaves an expert as it is, <c>""</c> removes its LoRAs (upstream raises there).</summary>
    /// <inheritdoc cref="SwitchLora(LoraTarget, string, double)"/>
    public LoraReport SwitchLora(string? highLoraPath, double highLoraStrength, string? lowLoraPath, double lowLoraStrength)
    {
        var wanted = new Dictionary<Expert, Dictionary<string, double>>();
        foreach (var (expert, path, strength) in new[] { (Expert.High, highLoraPath, highLoraStrength), (Expert.Low, lowLoraPath, lowLoraStrength) })
        {
            if (path is not null)
            {
                wanted[expert] = path.Length == 0 ? [] : new() { [LoraPath.Resolve(path)] = Finite(strength) };
            }
        }

        return Change(wanted);
    }

    /// <summary>Puts LoRAs beside those that are on; a file that is on already gets the new strength.</summary>
    /// <exception cref="LoraException">As for a switch, or a file is listed twice for one expert; nothing was changed.</exception>
    public LoraReport LoadLoras(IEnumerable<LoraSpec> specs)
    {
        var listed = new HashSet<(Expert, string)>();
        var wanted = Current();
        foreach (var spec in specs)
        {
            var path = LoraPath.Resolve(spec.Path);
            foreach (var expert in LoraTargets.Experts(spec.Target))
            {
                if (!listed.Add((expert, path)))
                {
                    throw new LoraException($"{path} is listed twice for the {expert} expert; give it one strength.");
                }

                wanted[expert][path] = Finite(spec.Strength);
            }
        }

        return Change(wanted.Where(w => listed.Any(l => l.Item1 == w.Key)).ToDictionary());
    }

    /// <summary>Takes these LoRAs off their targets, whatever their strength; those that are not on are passed over.</summary>
    public LoraReport UnloadLoras(IEnumerable<LoraSpec> specs)
    {
        var wanted = Current();
        foreach (var spec in specs)
        {
            foreach (var expert in LoraTargets.Experts(spec.Target))
            {
                wanted[expert].Remove(LoraPath.Resolve(spec.Path));
            }
        }

        return Change(wanted);
    }

    /// <summary>Takes every LoRA off both experts: the base, bit for bit.</summary>
    public LoraReport UnloadLoras() => SwitchLora("", 0);

    /// <summary>Restores the base and frees what is held.</summary>
    public void Dispose()
    {
        foreach (var expert in experts.Values)
        {
            expert.Dispose();
        }

        files.Dispose();
    }

    private LoraReport Change(Dictionary<Expert, Dictionary<string, double>> wanted)
    {
        var attached = new Dictionary<Expert, List<AttachedLora>>();
        try
        {
            foreach (var (expert, loras) in wanted)
            {
                attached[expert] = [.. loras.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => files.Attach(l.Key, expert, l.Value, Options.SkipUnmatched))];
            }

            var report = LoraProof.Of(attached, experts); // base norms are taken before weights change
            foreach (var (expert, loras) in attached)
            {
                Apply(expert, loras);
            }

            return report;
        }
        finally
        {
            files.KeepOnly(state.Values.SelectMany(s => s.Keys).ToHashSet(StringComparer.Ordinal));
        }
    }

    private void Apply(Expert expert, List<AttachedLora> loras)
    {
        state[expert].Clear();
        try
        {
            experts[expert].Apply(loras);
        }
        catch
        {
            experts[expert].Apply([]); // out of memory half way: better no LoRA than half of one
            throw;
        }

        loras.ForEach(l => state[expert].Add(l.Path, l.Strength));
    }

    private Dictionary<Expert, Dictionary<string, double>> Current() => state.ToDictionary(s => s.Key, s => s.Value.ToDictionary(StringComparer.Ordinal));

    private static double Finite(double strength) =>
        double.IsFinite(strength) ? strength : throw new ArgumentOutOfRangeException(nameof(strength), strength, "a LoRA's strength must be finite.");
}
