using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Stages.DitStep;
using Workbench.UnitTests.Dit;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Stages;

public sealed class DitStepTests : IDisposable
{
    private readonly ExpertPair experts = TinyDit.Pair();

    [Fact]
    public void Guidance_of_one_is_the_conditional_prediction_and_of_zero_the_other()
    {
        using var scope = NewDisposeScope();
        var (cond, uncond) = (randn(4, 2, 3), randn(4, 2, 3));

        // u + (c - u) rounds twice.
        Assert.True(Guidance.Combine(cond, uncond, 1).sub(cond).abs().max().item<float>() < 1e-6);
        Assert.True(Guidance.Combine(cond, uncond, 0).equal(uncond).all().item<bool>());
        Assert.True(Guidance.Combine(cond, uncond, 3).sub(3 * cond - 2 * uncond).abs().max().item<float>() < 1e-5);
        Assert.Equal(ScalarType.Float32, Guidance.Combine(cond.to(ScalarType.BFloat16), uncond.to(ScalarType.BFloat16), 2).dtype);
    }

    [Fact]
    public void Without_a_negative_context_there_is_one_prediction()
    {
        using var scope = NewDisposeScope();
        var outputs = new DitStepStage(experts).Run(TinyDit.Inputs(2, 4, 4));
        Assert.Same(outputs.Velocity, outputs.Conditional);
        Assert.Null(outputs.Unconditional);
    }

    [Fact]
    public void With_one_both_are_there_and_the_scale_is_applied()
    {
        using var scope = NewDisposeScope();
        var inputs = TinyDit.Inputs(2, 4, 4);
        var alone = new DitStepStage(experts).Run(inputs);
        var guided = new DitStepStage(experts).Run(inputs with { ContextNull = inputs.Context.neg(), GuidanceScale = 2.5 });

        Assert.True(guided.Conditional.equal(alone.Velocity).all().item<bool>());
        Assert.False(guided.Unconditional!.equal(guided.Conditional).all().item<bool>());
        Assert.True(guided.Velocity.equal(Guidance.Combine(guided.Conditional, guided.Unconditional!, 2.5)).all().item<bool>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Inputs_and_outputs_survive_a_stage_file(bool guided)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
        try
        {
            var inputs = TinyDit.Inputs(2, 4, 4);
            inputs = inputs with { Timestep = 833.3333129882812, Expert = Expert.Low, ContextNull = guided ? inputs.Context.neg() : null, GuidanceScale = guided ? 3.7 : 1 };
            using (var data = inputs.ToData())
            {
                data.Save(path);
            }

            using var back = StageData.Load(path);
            var loaded = DitStepInputs.FromData(back);
            var outputs = new DitStepStage(experts).Run(loaded);
            using var written = outputs.ToData();
            var expected = new DitStepStage(experts).Run(inputs);

            Assert.Equal((inputs.Timestep, inputs.Expert, inputs.GuidanceScale), (loaded.Timestep, loaded.Expert, loaded.GuidanceScale));
            Assert.True(DitStepOutputs.FromData(written).Velocity.equal(expected.Velocity).all().item<bool>());
            Assert.Equal(guided ? ["cond", "uncond", "velocity"] : ["velocity"], written.Tensors.Keys);
            Assert.True(inputs.Latents.isfinite().all().item<bool>()); // still the caller's after the files' data are gone
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Defects_of_a_stage_file_are_named()
    {
        using var scope = NewDisposeScope();
        using var data = TinyDit.Inputs(2, 4, 4).ToData();
        data.Metadata["guidance_scale"] = "much";
        Assert.Contains("'much'", Assert.Throws<FormatException>(() => DitStepInputs.FromData(data)).Message, StringComparison.Ordinal);
        data.Metadata["expert"] = "middle";
        Assert.Contains("'middle'", Assert.Throws<FormatException>(() => DitStepInputs.FromData(data)).Message, StringComparison.Ordinal);
        data.Tensors["timestep"].Dispose();
        data.Tensors["timestep"] = zeros(2).DetachFromDisposeScope();
        Assert.Contains("one value", Assert.Throws<FormatException>(() => DitStepInputs.FromData(data)).Message, StringComparison.Ordinal);
        data.Tensors.Remove("y", out var y);
        y!.Dispose();
        data.Tensors["timestep"].Dispose();
        data.Tensors["timestep"] = zeros(1).DetachFromDisposeScope();
        Assert.Contains("'y'", Assert.Throws<CheckpointException>(() => DitStepInputs.FromData(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Experts_of_unlike_sizes_make_no_pair()
    {
        using var high = TinyDit.Make();
        using var low = new WanDit(TinyDit.Config with { NumLayers = 2 }, new SeededParameters(), TinyDit.Fp32);
        Assert.Throws<ArgumentException>(() => new ExpertPair(high, low));
    }

    public void Dispose() => experts.Dispose();
}
