using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Running.Weights;

/// <summary>The parameters of one network, ready to be taken; disposed when the network is built.</summary>
/// <typeparam name="TConfig">Sizes of the network.</typeparam>
public sealed class OpenWeights<TConfig> : IDisposable
{
    /// <summary>Where they come from, for people.</summary>
    public required string Origin { get; init; }

    /// <summary>Sizes.</summary>
    public required TConfig Config { get; init; }

    /// <summary>The parameters.</summary>
    public required IParameterSource Source { get; init; }

    /// <summary>Fails if the network left something behind.</summary>
    public Action RequireAllTaken { get; init; } = () => { };

    /// <summary>The open file, if there is one.</summary>
    public IDisposable? File { get; init; }

    /// <summary>The network that took them; disposed, with an error, if it left something behind.</summary>
    public TNetwork Whole<TNetwork>(TNetwork network)
        where TNetwork : IDisposable
    {
        try
        {
            RequireAllTaken();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    public void Dispose() => File?.Dispose();
}
