using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models;

/// <summary>Builds a network from a checkpoint and insists that every key was used.</summary>
public static class NetworkLoader
{
    /// <param name="checkpoint">Stays owned by the caller, and may be closed afterwards.</param>
    /// <param name="build">Constructor of the network.</param>
    /// <param name="dtype">Dtype of the parameters.</param>
    /// <param name="device">Where they go.</param>
    /// <exception cref="CheckpointException">A key is missing, left over, or of another shape.</exception>
    public static T Load<T>(ICheckpoint checkpoint, Func<ParameterScope, T> build, ScalarType dtype, Device device)
        where T : IDisposable
    {
        var parameters = new CheckpointParameters(checkpoint, device);
        var network = build(new(parameters, "", dtype));
        try
        {
            parameters.RequireAllTaken();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
