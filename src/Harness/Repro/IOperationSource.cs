using static TorchSharp.torch;

namespace Workbench.Harness.Repro;

/// <summary>Implemented by a stage host that can say which operator computes a tap, so that a failure can be carried out of the pipeline.</summary>
public interface IOperationSource
{
    /// <summary>The call that computes a tap from tensors that passed before it, or null when the tap is more than one operator or not known.</summary>
    /// <param name="stage">Id of the stage.</param>
    /// <param name="tap">Name of the tap.</param>
    /// <param name="at">Tensor that passed another tap (borrowed), or null where that is not at hand.</param>
    (OperationCall Call, IReadOnlyDictionary<string, Tensor> Inputs)? Operation(string stage, string tap, Func<string, Tensor?> at);
}
