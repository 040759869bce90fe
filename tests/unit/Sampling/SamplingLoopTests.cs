using TorchSharp;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Sampling;
using Workbench.Pipeline.Stages.DitStep;
using Workbench.UnitTests.Dit;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Sampling;

public sealed class SamplingLoopTests : IDisposable
{
    private readonly ExpertPair experts = TinyDit.Pair();
    private readonly StepDistillScheduler scheduler = new([1000, 750, 500, 250], 5);

    [Fact]
    public void Progress_counts_up_and_the_observer_sees_a_chain()
    {
        using var scope = NewDisposeScope();
        var progress = new Recorder();
        var steps = new List<(int Index, Expert Expert, Tensor In, Tensor Out)>();

        var latents = Loop().Run(Inputs(), progress, step => steps.Add((step.Index, step.Expert, Keep(step.LatentsIn), Keep(step.Latents))));

        Assert.Equal([1, 2, 3, 4], progress.Reports.Select(r => r.Done));
        Assert.All(progress.Reports, r => Assert.Equal(4, r.Steps));
        Assert.Equal(TimeSpan.Zero, progress.Reports[^1].Left);
        Assert.Equal([Expert.High, Expert.High, Expert.Low, Expert.Low], steps.Select(s => s.Expert));
        Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.True(pair.First.Out.equal(pair.Second.In).all().item<bool>()));
        Assert.True(steps[^1].Out.equal(latents).all().item<bool>());
    }

    [Fact]
    public void The_same_noise_gives_the_same_latents_run_after_run()
    {
        using var scope = NewDisposeScope();
        using var unipc = new UniPCScheduler(5, 5);
        var loop = Loop(unipc);
        Assert.True(loop.Run(Inputs()).equal(loop.Run(Inputs())).all().item<bool>());
    }

    [Fact]
    public void Latents_are_rounded_to_the_plan_before_the_first_and_after_every_step()
    {
        using var scope = NewDisposeScope();
        var dtypes = new List<ScalarType>();
        var latents = Loop(plan: TinyDit.Fp32 with { Latents = ScalarType.BFloat16 }).Run(Inputs(), observer: step => dtypes.AddRange([step.LatentsIn.dtype, step.Latents.dtype]));
        Assert.All(dtypes, dtype => Assert.Equal(ScalarType.BFloat16, dtype));
        Assert.Equal(ScalarType.BFloat16, latents.dtype);
    }

    [Fact]
    public void Twenty_runs_leave_no_tensor_behind()
    {
        using var unipc = new UniPCScheduler(3, 5);
        var loop = Loop(unipc);
        Run();
        var before = Live();
        for (var i = 0; i < 20; i++)
        {
            Run();
        }

        Assert.Equal(before, Live());

        void Run()
        {
            using var scope = NewDisposeScope();
            loop.Run(Inputs(guided: true));
        }
    }

    [Fact]
    public void Cancelled_between_steps_it_stops_and_can_run_again()
    {
        using var scope = NewDisposeScope();
        using var cancellation = new CancellationTokenSource();
        var loop = Loop();
        var whole = loop.Run(Inputs());
        var before = Live();

        Assert.Throws<OperationCanceledException>(() => loop.Run(Inputs(), observer: step =>
        {
            if (step.Index == 1)
            {
                cancellation.Cancel();
            }
        }, cancellation: cancellation.Token));

        Assert.Equal(before, Live() - 3); // the three inputs made for that run are in this scope
        Assert.True(loop.Run(Inputs()).equal(whole).all().item<bool>());
    }

    public void Dispose()
    {
        experts.Dispose();
        scheduler.Dispose();
    }

    private SamplingLoop Loop(IScheduler? other = null, DtypePlan? plan = null) =>
        new(new DitStepStage(experts), other ?? scheduler, new ExpertByStep(2), plan ?? TinyDit.Fp32);

    private static SamplingInputs Inputs(bool guided = false)
    {
        var step = TinyDit.Inputs(2, 4, 4);
        return new() { Noise = step.Latents, Y = step.Y, Context = step.Context, ContextNull = guided ? step.Context.neg() : null };
    }

    private static Tensor Keep(Tensor tensor) => tensor.clone().MoveToOuterDisposeScope().MoveToOuterDisposeScope();

    private static long Live() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    private sealed class Recorder : IProgress<SamplingProgress>
    {
        public List<SamplingProgress> Reports { get; } = [];

        public void Report(SamplingProgress value) => Reports.Add(value);
    }
}
