using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Lora;

/// <summary>One network and the LoRAs that are on it. Every change is computed from the base anew: nothing depends on what was on before.</summary>
internal sealed class PatchedExpert(ParameterRegistry model, LoraMode mode) : IDisposable
{
    private readonly Dictionary<string, PatchedParameter> patched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LoraBranch> branches = new(StringComparer.Ordinal);
    private readonly Dictionary<(LoadedLora Lora, string Key), ILoraTerm[]> terms = [];
    private readonly Dictionary<string, double> baseNorms = new(StringComparer.Ordinal);

    /// <summary>The network's parameters.</summary>
    public ParameterRegistry Model => model;

    /// <summary>Norm of a parameter without LoRA. Reads the parameter once in its life (a quantised one is dequantised for it).</summary>
    public double BaseNorm(string key)
    {
        if (baseNorms.TryGetValue(key, out var known))
        {
            return known;
        }

        using var scope = NewDisposeScope();
        using var frozen = inference_mode();
        using var values = Linear(key) is { } linear ? linear.Stored.Dense(ScalarType.Float32) : model.Tensors[key].to(ScalarType.Float32, copy: true);
        return baseNorms[key] = values.norm().item<float>();
    }

    /// <summary>Makes these, and no others, the LoRAs of this network.</summary>
    /// <param name="loras">In canonical order.</param>
    public void Apply(IReadOnlyList<AttachedLora> loras)
    {
        using var frozen = inference_mode(); // parameters may have been made in it, and are changed in place
        var active = loras.Where(l => l.Strength != 0).ToList();
        var keys = active.SelectMany(l => l.Plan.Matches).Select(m => m.Key).Distinct(StringComparer.Ordinal).ToList();
        foreach (var key in patched.Keys.Concat(branches.Keys).Except(keys, StringComparer.Ordinal).ToList())
        {
            Restore(key);
        }

        foreach (var key in keys)
        {
            var here = active.Where(l => l.Matched.Contains(key)).ToList();
            if (InPlace(key) is { } live)
            {
                Patch(key, live, here);
            }
            else
            {
                Branch(key, Linear(key)!, here);
            }
        }

        ForgetTerms(active);
    }

    public void Dispose() => Apply([]);

    private void Patch(string key, Tensor live, List<AttachedLora> loras)
    {
        if (!patched.TryGetValue(key, out var parameter))
        {
            _ = BaseNorm(key);
            patched.Add(key, parameter = new(live, DeviceOf(key)));
        }

        parameter.Set(loras.SelectMany(l => l.Lora.Of(key).Select(delta => (delta, l.Strength))));
        Linear(key)?.KeptChanged?.Invoke();
    }

    private void Branch(string key, Linear linear, List<AttachedLora> loras)
    {
        if (!branches.TryGetValue(key, out var branch))
        {
            branches.Add(key, branch = new());
            linear.Branches.Add(branch);
        }

        branch.Terms.Clear();
        branch.Terms.AddRange(loras.SelectMany(l => Terms(l.Lora, key, linear).Select(term => (term, l.Strength))));
    }

    private ILoraTerm[] Terms(LoadedLora lora, string key, Linear linear)
    {
        if (!terms.TryGetValue((lora, key), out var made))
        {
            // A layer's bias is in the dtype that it computes in, whatever its weight is stored as.
            var like = linear.Bias ?? (linear.Weight as DenseWeight)?.Weight;
            var device = like?.device ?? model.Tensors.Values.First().device;
            made = [.. lora.Of(key).Select(delta => delta.Term(like?.dtype ?? ScalarType.BFloat16, device))];
            terms.Add((lora, key), made);
        }

        return made;
    }

    private void Restore(string key)
    {
        if (patched.Remove(key, out var parameter))
        {
            parameter.Set([]);
            parameter.Dispose();
            Linear(key)?.KeptChanged?.Invoke();
        }

        if (branches.Remove(key, out var branch))
        {
            Linear(key)!.Branches.Remove(branch);
        }
    }

    private void ForgetTerms(List<AttachedLora> active)
    {
        foreach (var at in terms.Keys.Where(at => !active.Exists(l => l.Lora == at.Lora)).ToList())
        {
            terms.Remove(at, out var gone);
            Array.ForEach(gone!, term => term.Dispose());
        }
    }

    private Linear? Linear(string key) =>
        key.EndsWith(".weight", StringComparison.Ordinal) && model.Linears.TryGetValue(key[..^".weight".Length], out var linear) ? linear : null;

    /// <summary>Where the network computes with that parameter; a kept copy of it may be elsewhere.</summary>
    private Device DeviceOf(string key) => Linear(key) is { Weight: DenseWeight computed } ? computed.Weight.device : model.Tensors[key].device;

    private Tensor? InPlace(string key) => Linear(key) is { } linear
        ? mode == LoraMode.Merge && linear.Stored is DenseWeight dense ? dense.Weight : null
        : model.Tensors[key];
}
