using Workbench.Pipeline.Hub.Models;
using Workbench.Pipeline.Models.WanDit;

namespace Workbench.Pipeline.Running;

/// <summary>Puts LoRAs onto loaded experts and takes them off again; the runner knows nothing of their files.</summary>
public interface IExpertLoras
{
    /// <summary>Replaces whatever LoRAs an expert has by these, in order; none restores the plain expert.</summary>
    /// <exception cref="Checkpoints.CheckpointException">A file is missing, malformed or of another model; the expert keeps what it had.</exception>
    void Set(WanDit dit, Expert expert, IReadOnlyList<LoraFile> files);
}
