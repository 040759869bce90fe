using static TorchSharp.torch;

namespace Workbench.Pipeline.Offload;

/// <summary>Copies from host memory into places on a device, in order with the work that reads those places.</summary>
internal interface ICopyStream : IDisposable
{
    /// <summary>The same values in memory from which copies can be made; takes over <paramref name="value"/>. Valid until this object is disposed.</summary>
    Tensor Keep(Tensor value);

    /// <summary>Fills the places of a slot, after everything that reads them.</summary>
    void Copy(int slot, IReadOnlyList<(Tensor Host, Tensor Place)> tensors);

    /// <summary>Work enqueued from now on runs after the slot's copy.</summary>
    void Await(int slot);

    /// <summary>Everything that reads the slot has been enqueued.</summary>
    void Release(int slot);
}
