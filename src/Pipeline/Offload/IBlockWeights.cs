namespace Workbench.Pipeline.Offload;

/// <summary>Brings the weights of a network's blocks to where they compute, one block after another.</summary>
public interface IBlockWeights : IDisposable
{
    /// <summary>
    /// Work enqueued until the result is disposed finds the weights of <paramref name="block"/> in place; after that they may be overwritten.
    /// The next block's weights are on their way meanwhile.
    /// </summary>
    IDisposable Use(int block);
}
