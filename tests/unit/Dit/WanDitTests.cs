using TorchSharp;
using Workbench.Harness.Comparison;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Stages.DitStep;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Dit;

public sealed class WanDitTests
{
    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(1, 6, 10)]
    [InlineData(3, 10, 14)]
    public void Any_grid_of_whole_patches_runs(long frames, long height, long width)
    {
        using var scope = NewDisposeScope();
        using var dit = TinyDit.Make();

        var velocity = Forward(dit, TinyDit.Inputs(frames, height, width));

        Assert.Equal([4L, frames, height, width], velocity.shape);
        Assert.Equal(ScalarType.Float32, velocity.dtype);
        Assert.True(velocity.isfinite().all().item<bool>());
    }

    [Fact]
    public void Views_give_the_same_as_contiguous_tensors()
    {
        using var scope = NewDisposeScope();
        using var dit = TinyDit.Make();
        var inputs = TinyDit.Inputs(2, 4, 6);
        var views = inputs with
        {
            Latents = inputs.Latents.transpose(2, 3).contiguous().transpose(2, 3),
            Y = inputs.Y.permute(1, 0, 2, 3).contiguous().permute(1, 0, 2, 3),
            Context = inputs.Context.transpose(1, 2).contiguous().transpose(1, 2),
        };
        Assert.False(views.Latents.is_contiguous() || views.Y.is_contiguous() || views.Context.is_contiguous());

        // A matrix multiply may sum a transposed operand in another order: some fp32 roundings of 6e-8.
        Assert.InRange(TensorDifference.Between(Forward(dit, views), Forward(dit, inputs)).RelativeError, 0, 2e-6);
    }

    [Fact]
    public void Attention_implementations_agree()
    {
        using var scope = NewDisposeScope();
        using var sdpa = TinyDit.Make();
        using var math = TinyDit.Make(kernels: new(new TorchMathAttention(), new TorchMathAttention(), new TorchElementwise(RmsNormRounding.BeforeWeight)));
        var inputs = TinyDit.Inputs(2, 6, 8);

        // Another order of summation in fp32, over three blocks.
        Assert.True(TensorDifference.Between(Forward(sdpa, inputs), Forward(math, inputs)).RelativeError < 1e-5);
    }

    [Fact]
    public void The_profiles_differ_in_fp32_only_by_their_angles()
    {
        using var scope = NewDisposeScope();
        using var official = TinyDit.Make();
        using var lightx2v = TinyDit.Make(DtypePlan.LightX2V(ScalarType.Float32));
        var inputs = TinyDit.Inputs(2, 6, 8);

        // The time sinusoid's fp32 angle is right to 875 * 2^-24 = 5e-5, and the time MLP passes that on.
        Assert.True(TensorDifference.Between(Forward(lightx2v, inputs), Forward(official, inputs)).RelativeError < 1e-4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bf16_stays_near_fp32(bool official)
    {
        using var scope = NewDisposeScope();
        using var exact = TinyDit.Make();
        using var rounded = TinyDit.Make(official ? DtypePlan.Official(ScalarType.BFloat16) : DtypePlan.LightX2V(ScalarType.BFloat16));
        var inputs = TinyDit.Inputs(2, 6, 8);

        var error = TensorDifference.Between(Forward(rounded, inputs), Forward(exact, inputs)).RelativeError;

        // bf16 rounds with a relative error of at most 2^-9, 1.1e-3 in the mean. Official rounds about 10 times per block, in the branches only;
        // LightX2V about 25 times, in the residual stream too. Independent errors add as their root: sqrt(3 * 10) and sqrt(3 * 25) of 1.1e-3,
        // times 2 to 3 for the growth through later layers.
        Assert.InRange(error, 1e-4, official ? 1.5e-2 : 3e-2);
    }

    [Fact]
    public void Twenty_forwards_leave_no_tensor_behind()
    {
        using var dit = TinyDit.Make();
        Run(); // makes the rope table
        var before = LiveTensors();
        for (var i = 0; i < 20; i++)
        {
            Run();
        }

        Assert.Equal(before, LiveTensors());

        void Run()
        {
            using var scope = NewDisposeScope();
            Forward(dit, TinyDit.Inputs(2, 4, 4));
        }
    }

    [Fact]
    public void A_cancelled_forward_stops_before_the_next_block_and_leaves_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        using var dit = TinyDit.Make();
        var inputs = TinyDit.Inputs(2, 4, 4);
        Forward(dit, inputs).Dispose();
        using var cancellation = new CancellationTokenSource();
        var sink = new Sink((path, x) =>
        {
            if (path == "blocks.01/out")
            {
                cancellation.Cancel();
            }

            return x;
        });
        var before = LiveTensors();

        Assert.Throws<OperationCanceledException>(() => dit.Forward(inputs.Latents, inputs.Y, inputs.Context, 500, new(sink, ""), cancellation.Token));

        Assert.Equal(before, LiveTensors());
        Assert.Equal("blocks.01/out", sink.Paths[^1]);
    }

    [Fact]
    public void A_sink_may_put_another_tensor_in_place()
    {
        using var scope = NewDisposeScope();
        using var dit = TinyDit.Make();
        var inputs = TinyDit.Inputs(2, 4, 4);
        var sink = new Sink((path, x) => path == "blocks.02/out" ? zeros_like(x) : x);

        var grafted = dit.Forward(inputs.Latents, inputs.Y, inputs.Context, 500, new(sink, ""));

        // The norm of a zero stream is zero, so every token is the head's shift: all patches are alike.
        Assert.True(grafted.narrow(2, 0, 2).narrow(3, 0, 2).sub(grafted.narrow(2, 2, 2).narrow(3, 2, 2)).abs().max().item<float>() == 0);
        Assert.Equal(sink.Paths.Count, sink.Paths.Distinct().Count());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        using var dit = TinyDit.Make();
        var inputs = TinyDit.Inputs(2, 4, 4);

        Assert.Contains("y: expected [7,2,4,4], got [7,2,4,6]", Message(inputs with { Y = zeros(7, 2, 4, 6) }), StringComparison.Ordinal);
        Assert.Contains("context: expected [1,10,24], got [10,24]", Message(inputs with { Context = zeros(10, 24) }), StringComparison.Ordinal);
        Assert.Contains("latents: expected [4,2,4,4], got [5,2,4,4]", Message(inputs with { Latents = zeros(5, 2, 4, 4) }), StringComparison.Ordinal);
        Assert.Contains("positive multiples", Message(inputs with { Latents = zeros(4, 2, 3, 4) }), StringComparison.Ordinal);

        string Message(DitStepInputs bad) => Assert.Throws<ArgumentException>(() => Forward(dit, bad)).Message;
    }

    [Fact]
    public void A_missing_parameter_frees_what_was_taken_before_it()
    {
        using var scope = NewDisposeScope();
        var before = LiveTensors();

        Assert.Throws<CheckpointException>(() => new WanDit(TinyDit.Config, new Lacking("blocks.2.ffn.2"), TinyDit.Fp32));

        Assert.Equal(before, LiveTensors());
    }

    private static Tensor Forward(WanDit dit, DitStepInputs inputs) => dit.Forward(inputs.Latents, inputs.Y, inputs.Context, inputs.Timestep);

    private static long LiveTensors() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    private sealed class Sink(Func<string, Tensor, Tensor> pass) : ITapSink
    {
        public List<string> Paths { get; } = [];

        public Tensor Pass(string path, Tensor tensor)
        {
            Paths.Add(path);
            return pass(path, tensor);
        }
    }

    private sealed class Lacking(string missing) : Pipeline.Parameters.IParameterSource
    {
        private readonly SeededParameters source = new();

        public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype) => source.Take(name, shape, dtype);

        public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype) =>
            name == missing ? throw new CheckpointException("missing " + name) : source.TakeLinear(name, inputs, outputs, bias, dtype);
    }
}
