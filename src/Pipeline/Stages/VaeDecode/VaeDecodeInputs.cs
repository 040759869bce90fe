using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.VaeDecode;

/// <summary>What stage 13 works on.</summary>
public sealed class VaeDecodeInputs : IDisposable
{
    /// <summary>Normalised latent [z, T, h, w], any dtype and device; owned by this object.</summary>
    public required Tensor Latent { get; init; }

    /// <summary>Content of a stage file: tensor <c>latent</c>.</summary>
    public StageData ToData()
    {
        var data = new StageData();
        data.Tensors["latent"] = Latent.clone().DetachFromDisposeScope();
        return data;
    }

    /// <summary>Reads <see cref="ToData"/> back; the result owns a copy.</summary>
    public static VaeDecodeInputs FromData(StageData data) => new() { Latent = data["latent"].clone().DetachFromDisposeScope() };

    public void Dispose() => Latent.Dispose();
}
