namespace Workbench.Harness.Stages;

/// <summary>Runs one stage on one input and collects what it leaves behind.</summary>
public interface IStageRunner
{
    /// <summary>Runs one request. Its reply, marker and snapshot paths are filled in.</summary>
    Task<StageRun> Run(StageRequest request, CancellationToken cancellation);
}
