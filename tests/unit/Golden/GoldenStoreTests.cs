using Workbench.Harness.Golden;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.UnitTests.Golden;

public sealed class GoldenStoreTests : IDisposable
{
    private readonly GoldenCase @case = new();

    [Fact]
    public void Nothing_is_there_before_it_is_accepted()
    {
        @case.Receive(1);
        Assert.Empty(@case.Store.Find(GoldenCase.Class, GoldenCase.Stage));
        Assert.Equal([GoldenCase.Stage], @case.Store.Received(GoldenCase.Class));

        @case.Store.Accept(GoldenCase.Class, [GoldenCase.Stage]);

        Assert.Equal(1, @case.Value());
        Assert.Empty(@case.Store.Received(GoldenCase.Class));
        Assert.Equal([GoldenCase.Class], @case.Store.Classes());
    }

    [Fact]
    public void An_accept_replaces_one_stage_and_leaves_no_waste()
    {
        @case.Accept(1);
        @case.Accept(2, "2.mix");
        @case.Accept(3);

        Assert.Equal((3, 2), (@case.Value(), @case.Value(0, "2.mix")));
        Assert.Equal(6, Directory.GetFiles(Path.Combine(@case.Store.Folder, GoldenCase.Class)).Length);
    }

    [Fact]
    public void A_stage_may_have_several_right_answers()
    {
        @case.Accept(1);
        @case.Receive(2);
        @case.Store.Accept(GoldenCase.Class, [GoldenCase.Stage], beside: true);

        Assert.Equal((1, 2), (@case.Value(0), @case.Value(1)));
    }

    [Fact]
    public void Several_stages_are_accepted_together_or_not_at_all()
    {
        @case.Accept(1);
        @case.Receive(2);
        var error = Assert.Throws<GoldenException>(() => @case.Store.Accept(GoldenCase.Class, [GoldenCase.Stage, "2.mix"]));

        Assert.Contains("workbench golden record", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, @case.Value());
    }

    [Fact]
    public void A_large_input_stays_outside_the_store_and_is_found_by_its_digest()
    {
        @case.Receive(5, inputElements: (GoldenStore.LargestInput / sizeof(float)) + 1);
        @case.Store.Accept(GoldenCase.Class, [GoldenCase.Stage]);

        Assert.Null(@case.Store.Find(GoldenCase.Class, GoldenCase.Stage)[0].Entry.Input);
        Assert.Equal(5, @case.Value());

        Directory.Delete(Path.Combine(@case.Store.Folder, "inputs.local"), recursive: true);
        Assert.Null(@case.Store.Find(GoldenCase.Class, GoldenCase.Stage)[0].InputFile);
    }

    [Fact]
    public void Nothing_is_written_under_continuous_integration()
    {
        @case.Accept(1);
        @case.Receive(2);
        var store = new GoldenStore(@case.Store.Folder, underCi: true);
        Assert.Contains("CI", Assert.Throws<GoldenException>(() => store.Accept(GoldenCase.Class, [GoldenCase.Stage])).Message, StringComparison.Ordinal);
        using var snapshot = store.Find(GoldenCase.Class, GoldenCase.Stage)[0].Load();
        Assert.Throws<GoldenException>(() => store.Receive(snapshot, "unused"));
        Assert.Equal(1, @case.Value());
    }

    [Fact]
    public void A_result_that_was_not_received_to_its_end_cannot_be_accepted_with_parts_of_the_one_before()
    {
        @case.Accept(1);
        using var snapshot = @case.Store.Find(GoldenCase.Class, GoldenCase.Stage)[0].Load();
        @case.Receive(2);

        Assert.Throws<FileNotFoundException>(() => @case.Store.Receive(snapshot, Path.Combine(@case.Folder, "missing.safetensors")));

        Assert.Empty(@case.Store.Received(GoldenCase.Class));
        Assert.Throws<GoldenException>(() => @case.Store.Accept(GoldenCase.Class, [GoldenCase.Stage]));
        Assert.Equal(1, @case.Value());
    }

    [Fact]
    public void A_torn_index_is_a_named_error()
    {
        @case.Accept(1);
        File.WriteAllText(Path.Combine(@case.Store.Folder, GoldenCase.Class + ".json"), "{");
        Assert.Throws<CheckpointException>(() => @case.Store.Find(GoldenCase.Class, GoldenCase.Stage));
    }

    public void Dispose() => @case.Dispose();
}
