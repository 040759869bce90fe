using TorchSharp;
using Workbench.Harness.Comparison;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Stages.TextEncode;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Stage 10 as an object: outputs, warnings, files, dtypes, memory, cancellation.</summary>
[Trait("Stage", "10")]
public sealed class Test10TextEncodeStage : IDisposable
{
    private const string Prompt = "A small boat drifts across the calm lake at dawn";

    private static readonly TextEncodeOptions Fp32 = new() { TextLength = 64, Dtype = ScalarType.Float32 };

    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");

    [Fact]
    public void Rows_beyond_the_prompt_are_exactly_zero()
    {
        using var stage = Tiny.Stage(Fp32);
        using var outputs = stage.Run(new(Prompt), default, CancellationToken.None);
        using var scope = NewDisposeScope();

        var used = outputs.Context.abs().sum(-1)[0].data<float>().ToArray();

        Assert.Equal([1L, 64, Tiny.Config.Dim], outputs.Context.shape);
        Assert.Null(outputs.ContextNull);
        Assert.All(used[..outputs.Prompt.Tokens], row => Assert.NotEqual(0, row));
        Assert.All(used[outputs.Prompt.Tokens..], row => Assert.Equal(0, row));
        Assert.Empty(outputs.Warnings);
    }

    [Fact]
    public void An_empty_prompt_is_its_end_token_alone()
    {
        using var stage = Tiny.Stage(Fp32);
        using var outputs = stage.Run(new("", ""), default, CancellationToken.None);

        Assert.Equal(1, outputs.Prompt.Tokens);
        Assert.Equal(1, outputs.Prompt.Ids[0, 0].item<long>());
        Assert.Equal(0, TensorDifference.Between(outputs.ContextNull!, outputs.Context).MaxAbsolute);
    }

    [Fact]
    public void A_prompt_of_ten_thousand_characters_is_cut_with_a_warning()
    {
        using var stage = Tiny.Stage(Fp32);
        var prompt = string.Concat(Enumerable.Repeat("a cat ", 1667))[..10_000];

        using var outputs = stage.Run(new("short", prompt), default, CancellationToken.None);

        Assert.Equal(64, outputs.Negative!.Tokens);
        Assert.Equal(1, outputs.Negative.Ids[0, 63].item<long>());
        Assert.True(outputs.Negative.Dropped > 3000);
        var warning = Assert.Single(outputs.Warnings);
        Assert.Contains($"negative prompt was cut to 64 tokens: its last {outputs.Negative.Dropped} ", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_prompt_does_not_change_the_prompts_numbers()
    {
        using var stage = Tiny.Stage(Fp32);
        using var alone = stage.Run(new(Prompt), default, CancellationToken.None);
        using var both = stage.Run(new(Prompt, "blurry"), default, CancellationToken.None);

        Assert.Equal(0, TensorDifference.Between(both.Context, alone.Context).MaxAbsolute);
        Assert.NotEqual(0, TensorDifference.Between(both.Context, both.ContextNull!).MaxAbsolute);
    }

    [Fact]
    public void Outputs_survive_a_stage_file()
    {
        using var stage = Tiny.Stage(Fp32 with { OutputDtype = ScalarType.BFloat16 });
        using var outputs = stage.Run(new(Prompt, "blurry"), default, CancellationToken.None);
        using (var data = outputs.ToData())
        {
            data.Save(path);
        }

        using var loaded = StageData.Load(path);
        using var back = TextEncodeOutputs.FromData(loaded);

        Assert.Equal(ScalarType.BFloat16, back.Context.dtype);
        Assert.Equal((outputs.Prompt.Text, outputs.Prompt.Tokens), (back.Prompt.Text, back.Prompt.Tokens));
        Assert.Equal(0, TensorDifference.Between(back.Context, outputs.Context).MaxAbsolute);
        Assert.Equal(0, TensorDifference.Between(back.ContextNull!, outputs.ContextNull!).MaxAbsolute);
        Assert.Equal(0, TensorDifference.Between(back.Negative!.Ids, outputs.Negative!.Ids).MaxAbsolute);
    }

    [Fact]
    public void A_stage_file_without_mask_is_refused_by_name()
    {
        using var data = new StageData();
        data.Tensors["context"] = zeros(1, 4, 8);
        data.Tensors["ids"] = zeros(1, 4, dtype: ScalarType.Int64);

        var error = Assert.Throws<Pipeline.Checkpoints.CheckpointException>(() => TextEncodeOutputs.FromData(data));

        Assert.Contains("'mask'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// bf16 has 8 bits of mantissa: one rounding is 2^-9 = 2e-3 at most; four blocks of about ten roundings each, adding up like a random walk,
    /// give 2e-3 * sqrt(40) = 1.3e-2 (upstream on a GPU: 1.46e-2). fp16 has 11 bits, an eighth of that.
    /// </summary>
    [Theory]
    [InlineData(ScalarType.BFloat16, 2.5e-2)]
    [InlineData(ScalarType.Float16, 4e-3)]
    public void Sixteen_bits_agree_with_fp32(ScalarType dtype, double bound)
    {
        using var exact = Tiny.Stage(Fp32);
        using var rounded = Tiny.Stage(Fp32 with { Dtype = dtype });
        using var expected = exact.Run(new(Prompt), default, CancellationToken.None);
        using var got = rounded.Run(new(Prompt), default, CancellationToken.None);

        Assert.Equal(dtype, got.Context.dtype);
        Assert.InRange(TensorDifference.Between(got.Context, expected.Context).RelativeError, 1e-5, bound);
    }

    [Fact]
    public void Fused_attention_agrees_with_the_explicit_one()
    {
        using var plain = Tiny.Stage(Fp32);
        using var fused = Tiny.Stage(Fp32, Tiny.Config with { Attention = Umt5AttentionKind.Sdpa });
        using var expected = plain.Run(new(Prompt), default, CancellationToken.None);
        using var got = fused.Run(new(Prompt), default, CancellationToken.None);

        // The same sums in another order, in fp32.
        Assert.InRange(TensorDifference.Between(got.Context, expected.Context).RelativeError, 0, 1e-5);
    }

    [Fact]
    public void Twenty_runs_leave_the_number_of_live_tensors_flat()
    {
        using var stage = Tiny.Stage(Fp32);
        stage.Run(new(Prompt, "blurry"), default, CancellationToken.None).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 20; i++)
        {
            stage.Run(new(Prompt, "blurry"), default, CancellationToken.None).Dispose();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Cancelling_midway_stops_and_leaks_nothing()
    {
        using var stage = Tiny.Stage(Fp32);
        using var source = new CancellationTokenSource();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Assert.Throws<OperationCanceledException>(() => stage.Run(new("first", "second"), new Tap(new Canceller(source), ""), source.Token));

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_tap_can_replace_what_goes_on()
    {
        using var stage = Tiny.Stage(Fp32);
        using var outputs = stage.Run(new(Prompt), new Tap(new Zeroing("t5/blocks.00/attn/pre_o"), ""), CancellationToken.None);
        using var plain = stage.Run(new(Prompt), default, CancellationToken.None);

        Assert.InRange(TensorDifference.Between(outputs.Context, plain.Context).RelativeError, 1e-2, 10);
    }

    public void Dispose() => File.Delete(path);

    /// <summary>Cancels in block 1 of the negative prompt.</summary>
    private sealed class Canceller(CancellationTokenSource source) : ITapSink
    {
        public Tensor Pass(string path, Tensor tensor)
        {
            if (path == "t5.null/blocks.01/norm1")
            {
                source.Cancel();
            }

            return tensor;
        }
    }

    private sealed class Zeroing(string place) : ITapSink
    {
        public Tensor Pass(string path, Tensor tensor) => path == place ? zeros_like(tensor) : tensor;
    }
}
