namespace Workbench.Pipeline.Kernels;

/// <summary>Attention implementations by the name that configurations use.</summary>
public static class Attentions
{
    private static readonly Dictionary<string, Func<IAttention>> Known = new(StringComparer.Ordinal)
    {
        ["torch_sdpa"] = () => new TorchSdpaAttention(),
        ["torch_math"] = () => new TorchMathAttention(),
        ["torch_flash"] = () => new FlashAttention(),
    };

    /// <summary>The names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>The implementation of that name.</summary>
    /// <exception cref="KernelException">There is none; the message lists those there are.</exception>
    public static IAttention Named(string name) => Known.TryGetValue(name, out var make)
        ? make()
        : throw new KernelException($"no attention implementation '{name}'. Known: {string.Join(", ", Known.Keys)}.");

    /// <summary>The implementations worth measuring on a CUDA device.</summary>
    public static IReadOnlyList<IAttention> OnCuda() => [new TorchSdpaAttention(), new FlashAttention()];
}
