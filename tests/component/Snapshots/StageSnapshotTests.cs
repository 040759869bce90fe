namespace Workbench.ComponentTests.Snapshots;

/// <summary>What the default model's stages give for the inputs of golden/default, kept beside this file; limits are the calibrated ones of that case.</summary>
public sealed class StageSnapshotTests(DefaultStages stages) : IClassFixture<DefaultStages>
{
    [Fact, Trait("Stage", "10")]
    public async Task Text_encode()
    {
        using var snapshot = stages.Outputs("10");
        await Snapshot.Verify(snapshot, stages.Limits("10"));
    }

    [Fact, Trait("Stage", "11")]
    public async Task Image_encode()
    {
        using var snapshot = stages.Outputs("11");
        await Snapshot.Verify(snapshot, stages.Limits("11"));
    }

    [Fact, Trait("Stage", "12")]
    public async Task Dit_step_high()
    {
        using var snapshot = stages.Outputs("12.high");
        await Snapshot.Verify(snapshot, stages.Limits("12.high"));
    }

    [Fact, Trait("Stage", "12")]
    public async Task Dit_step_low()
    {
        using var snapshot = stages.Outputs("12.low");
        await Snapshot.Verify(snapshot, stages.Limits("12.low"));
    }

    [Fact, Trait("Stage", "13")]
    public async Task Vae_decode()
    {
        using var snapshot = stages.Outputs("13");
        await Snapshot.Verify(snapshot, stages.Limits("13"));
    }
}
