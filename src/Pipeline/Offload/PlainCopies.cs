using static TorchSharp.torch;

namespace Workbench.Pipeline.Offload;

/// <summary>The CPU's: a copy is done when the call returns. Weights that are pages of a file stay that until they are copied.</summary>
internal sealed class PlainCopies : ICopyStream
{
    public Tensor Keep(Tensor value) => value;

    public void Copy(int slot, IReadOnlyList<(Tensor Host, Tensor Place)> tensors)
    {
        using var frozen = inference_mode(); // places may have been made in it, and are changed in place
        foreach (var (host, place) in tensors)
        {
            place.copy_(host);
        }
    }

    public void Await(int slot)
    {
    }

    public void Release(int slot)
    {
    }

    public void Dispose()
    {
    }
}
