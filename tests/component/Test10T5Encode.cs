using System.Text.Json.Nodes;
using Workbench.Parity;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>
/// Stage 10, prompt to context: every text tensor of the published oracle in fp32 to 1e-5, integers and texts exactly.
/// The ids of the real google/umt5-xxl cannot be tested here, since its tokenizer.json (16.8 MB) is not part of the repository.
/// </summary>
[Trait("Stage", "10")]
public sealed class Test10T5Encode(TextParityResults results) : IClassFixture<TextParityResults>
{
    /// <summary>Inputs of the encoder, which nothing computes.</summary>
    private static readonly string[] Inputs = ["ids", "mask"];

    public static TheoryData<string> Tensors
    {
        get
        {
            var cases = JsonNode.Parse(File.ReadAllText(Path.Combine(TextParityResults.Folder, "manifest.json")))!["cases"]!;
            return
            [
                .. cases["t5"]!["tensors"]!.AsObject().Select(t => t.Key).Except(Inputs).Select(t => "t5/" + t),
                .. cases["tokenizer"]!["tensors"]!.AsObject().Select(t => "tokenizer/" + t.Key),
                .. new[] { "cleaned", "normalized_spm", "pieces_spm", "ids_hf", "ids_hf_byte_fallback", "ids_spm" }.Select(t => "tokenizer/prompts.json/" + t),
                .. new[] { "ids_pos", "mask_pos", "context_pos", "ids_neg", "mask_neg", "context_neg" }.Select(t => "e2e/" + t),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Tensors))]
    public void Equals_upstream(string tensor)
    {
        var row = Assert.Contains(tensor, (IDictionary<string, ParityRow>)results.Rows);
        Assert.True(row.Passed, row.Problem ?? row.Difference?.ToString());
    }

    [Fact]
    public void The_full_size_state_dict_is_upstreams()
    {
        using var scope = NewDisposeScope();
        var parameters = new MetaParameters();
        using var encoder = new Umt5Encoder(new(parameters, "", ScalarType.BFloat16), Umt5Config.Xxl);

        var approved = File.ReadAllLines(Repository.At("tests", "component", "Goldens", "umt5-xxl.keys.txt"));

        Assert.Equal(approved, parameters.Taken.Select(p => $"{p.Name} [{string.Join(",", p.Shape)}]"));
        Assert.Equal(242, parameters.Taken.Count);
        Assert.Equal(5_680_910_336, parameters.Taken.Sum(p => p.Shape.Aggregate(1L, (a, b) => a * b)));
    }

    [Fact]
    public void A_missing_key_is_named_with_its_neighbours()
    {
        using var scope = NewDisposeScope();
        using var checkpoint = SafetensorsFile.Open(Path.Combine(TextParityResults.Folder, "weights", "t5.safetensors"));
        var parameters = new CheckpointParameters(checkpoint, CPU);

        // One block more than the file has.
        var error = Assert.Throws<CheckpointException>(() => new Umt5Encoder(new(parameters, "", ScalarType.Float32), Tiny.Config with { Layers = Tiny.Config.Layers + 1 }));

        Assert.Contains("blocks.4.norm1.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nearest: blocks.0.norm1.weight", error.Message, StringComparison.Ordinal);
    }
}
