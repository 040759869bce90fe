using System.Globalization;
using Workbench.Harness.Isolation;
using Workbench.Harness.Repro;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Stages;
using Workbench.Testing.Weights;
using static TorchSharp.torch;

namespace Workbench.Synthetic;

/// <summary>A pipeline of three small stages (encode, mix, decode) with taps: what the harness is tested on.</summary>
/// <param name="weights">Made by <see cref="SyntheticWeights"/>.</param>
/// <param name="weightFaults">What is wrong with the weights.</param>
public sealed class SyntheticHost(string weights, params IReadOnlyList<string> weightFaults) : IStageHost, IOperationSource
{
    public const string Encode = "1.encode", Mix = "2.mix", Decode = "3.decode";

    public IReadOnlyList<StageDescription> Stages { get; } = [new(Encode, "encode"), new(Mix, "mix"), new(Decode, "decode")];

    public IReadOnlyList<string> Variations(string stage) => ["one-thread", "split", "float64-norms"];

    public string? Oracle(string stage) => "float64";

    public Provenance Provenance(string stage, string? variation) => new()
    {
        Code = "test",
        Checkpoint = "synthetic",
        Device = "cpu",
        DeviceClass = "cpu-float32",
        LibTorch = "2.10",
        DtypePlan = variation == "float64" ? "float64" : "float32",
        Threads = Threads(variation),
        Variation = variation,
    };

    public IHarnessStage Open(string stage, string? variation)
    {
        set_num_threads(Threads(variation));
        using ICheckpoint checkpoint = new FaultyCheckpoint(SafetensorsFile.Open(weights), [.. weightFaults.Select(WeightFault.Parse)]);
        var network = new SyntheticNetwork(checkpoint, stage, variation);
        return stage switch
        {
            Encode => new SyntheticStage(network, network.Encode),
            Mix => new SyntheticStage(network, network.Mix),
            Decode => new SyntheticStage(network, network.Decode),
            _ => throw new CheckpointException($"no stage '{stage}'"),
        };
    }

    public StageData Input(string stage, IReadOnlyDictionary<string, StageData> earlier)
    {
        var before = Stages.Select(s => s.Id).TakeWhile(id => id != stage).LastOrDefault();
        var input = new StageData();
        input.Tensors["x"] = (before is null ? SyntheticWeights.Input() : earlier[before]["x"].clone()).DetachFromDisposeScope();
        return input;
    }

    /// <summary>Every <c>value</c> of the encoder is one linear layer of the block's <c>norm</c>.</summary>
    public (OperationCall Call, IReadOnlyDictionary<string, Tensor> Inputs)? Operation(string stage, string tap, Func<string, Tensor?> at)
    {
        if (stage != Encode || !tap.EndsWith("/value", StringComparison.Ordinal) || at(tap.Replace("/value", "/norm", StringComparison.Ordinal)) is not { } input)
        {
            return null;
        }

        using var checkpoint = SafetensorsFile.Open(weights);
        var weight = checkpoint.View($"{Encode}.{int.Parse(tap.AsSpan("blocks.".Length, 2), CultureInfo.InvariantCulture)}.v.weight").clone();
        return (
            new("linear", "", [OperationArgument.Tensor("input"), OperationArgument.Tensor("weight"), OperationArgument.None]),
            new Dictionary<string, Tensor> { ["input"] = input, ["weight"] = weight });
    }

    public ProcessCommand Child(StageRequest request, string requestFile) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "SyntheticPipeline.dll"), requestFile, weights, .. weightFaults]);

    private static int Threads(string? variation) => variation == "one-thread" ? 1 : 2;
}
