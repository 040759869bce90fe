using Workbench.Harness.Grafting;
using Workbench.Harness.Stages;
using Workbench.Pipeline.Checkpoints;
using Workbench.Synthetic;
using Workbench.UnitTests.Localisation;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Grafting;

[Collection(nameof(SyntheticCase))]
public sealed class GraftTests(SyntheticCase @case)
{
    private Listed? runner;

    private const string Fault = "2.mix|fault:scale-dropped@blocks.00/x";

    [Theory]
    [InlineData("blocks.00/x", GraftVerdict.Heals)] // at the fault
    [InlineData("blocks.02/x", GraftVerdict.Heals)] // behind it
    [InlineData("input/x", GraftVerdict.NoEffect)] // before it
    [InlineData("blocks.01/attn/v", GraftVerdict.NoEffect)] // beside it
    public async Task The_graft_says_on_which_side_the_trouble_lies(string tap, GraftVerdict expected)
    {
        var result = await Trial().Run(SyntheticHost.Mix, Graft(tap), [Fault], CancellationToken.None);
        Assert.Equal(expected, result.Verdict);
        Assert.Equal(["2.mix output/x", "3.decode output/x"], result.Outputs.Select(o => o.Output));
    }

    [Fact]
    public async Task A_sound_pipeline_has_nothing_to_heal()
    {
        var result = await Trial().Run(SyntheticHost.Mix, Graft("blocks.00/x"), [], CancellationToken.None);
        Assert.Equal(GraftVerdict.NothingToHeal, result.Verdict);
    }

    [Fact]
    public async Task A_graft_that_never_happens_or_does_not_fit_is_not_done()
    {
        var graft = Graft("blocks.00/x");
        var nowhere = await Trial().Run(SyntheticHost.Mix, graft with { Tap = "blocks.77/x" }, [Fault], CancellationToken.None);
        Assert.Equal(GraftVerdict.NotDone, nowhere.Verdict);
        Assert.Contains("no tap 'blocks.77/x'", nowhere.Detail, StringComparison.Ordinal);

        using var scope = NewDisposeScope();
        var file = Path.Combine(Folder(), "odd.safetensors");
        SafetensorsWriter.Write(file, [new("x", ones(3))]);
        var odd = await Trial().Run(SyntheticHost.Mix, new("blocks.00/x", file, "x"), [Fault], CancellationToken.None);
        Assert.Contains("has shape [3], expected [12,32]", odd.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_before_the_graft_run_once()
    {
        var trial = Trial();
        await trial.Run(SyntheticHost.Mix, Graft("blocks.00/x"), [], CancellationToken.None);
        Assert.Equal([SyntheticHost.Encode, SyntheticHost.Mix, SyntheticHost.Decode, SyntheticHost.Mix, SyntheticHost.Decode], runner!.Stages);
    }

    private GraftRequest Graft(string tap) =>
        GraftTrial.FromReference(@case.Store.Find(SyntheticCase.Class, SyntheticHost.Mix)[0], tap, Folder());

    private GraftTrial Trial()
    {
        return new(@case.Host, @case.Reference, new(@case.Host, runner = new(@case.InProcess(@case.Host)), Folder()));
    }

    private string Folder()
    {
        var folder = Path.Combine(@case.Folder, Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Remembers which stages ran.</summary>
    private sealed class Listed(IStageRunner inner) : IStageRunner
    {
        public List<string> Stages { get; } = [];

        public Task<StageRun> Run(StageRequest request, CancellationToken cancellation)
        {
            Stages.Add(request.Stage);
            return inner.Run(request, cancellation);
        }
    }
}
