using Workbench.Harness.Isolation;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;
using Workbench.Pipeline.Checkpoints;
using Workbench.Testing.Weights;
using static TorchSharp.torch;

namespace Workbench.Synthetic;

/// <summary>A pipeline of three small stages (encode, mix, decode) with taps: what the harness is tested on.</summary>
/// <param name="weights">Made by <see cref="SyntheticWeights"/>.</param>
/// <param name="weightFaults">What is wrong with the weights.</param>
public sealed class SyntheticHost(string weights, params IReadOnlyList<string> weightFaults) : IStageHost
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
        Threads = variation == "one-thread" ? 1 : get_num_threads(),
        Variation = variation,
    };

    public IHarnessStage Open(string stage, string? variation)
    {
        if (variation == "one-thread")
        {
            set_num_threads(1);
        }

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

    public ProcessCommand Child(string requestFile) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "SyntheticPipeline.dll"), requestFile, weights, .. weightFaults]);
}
