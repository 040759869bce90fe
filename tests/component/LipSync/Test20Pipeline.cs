using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Avatars;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.ComponentTests.LipSync;

[Trait("Stage", "20")]
public sealed class Test20Pipeline : IDisposable
{
    private readonly LipSyncModels models = MicroModels.Create();
    private readonly string cache = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".avatar.safetensors");

    [Fact]
    public void Frames_come_in_order_cycle_over_the_base_and_change_only_inside_the_box()
    {
        var (frames, boxes) = MicroModels.Face(3);
        var pipeline = new LipSyncPipeline(models, MicroModels.Options);
        using var avatar = pipeline.Prepare(frames, new() { Locator = new GivenBoxes(boxes) });
        using var speech = MicroModels.Syllables(1);

        var talking = pipeline.Run(avatar, speech).ToList();

        Assert.Equal(25, talking.Count);
        Assert.Equal(Enumerable.Range(0, 25).Select(i => (long)i), talking.Select(t => t.Index));
        Assert.Equal([0, 1, 2, 2, 1, 0, 0], talking.Take(7).Select(t => t.BaseFrame));
        Assert.Contains(talking, t => !t.Image.Pixels.SequenceEqual(frames.Read(t.BaseFrame).Pixels));
        Assert.All(talking, t => Assert.Empty(ChangedOutside(frames.Read(t.BaseFrame), t.Image, avatar.Faces[t.BaseFrame]!.Box)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    public void The_batch_size_does_not_matter(int size)
    {
        var reference = Talk(MicroModels.Options);
        var other = Talk(MicroModels.Options with { BatchSize = size });

        Assert.Equal(reference.Count, other.Count);
        for (var i = 0; i < reference.Count; i++)
        {
            var largest = reference[i].Image.Pixels.Zip(other[i].Image.Pixels, (a, b) => Math.Abs(a - b)).Max();
            Assert.InRange(largest, 0, 1); // other batch sizes sum in another order, which can turn a rounding
        }
    }

    [Fact]
    public void A_frame_without_a_face_passes_through_and_keeps_its_place()
    {
        var (frames, boxes) = MicroModels.Face(3);
        var pipeline = new LipSyncPipeline(models, MicroModels.Options);
        using var avatar = pipeline.Prepare(frames, new() { Locator = new GivenBoxes([boxes[0], default, boxes[2]]) });
        using var speech = MicroModels.Syllables(0.4);

        var talking = pipeline.Run(avatar, speech).ToList();

        Assert.Equal(2, avatar.Latents.shape[0]);
        Assert.Equal([0, 1, 2, 2, 1, 0, 0, 1, 2, 2], talking.Select(t => t.BaseFrame));
        Assert.All(talking, t => Assert.Equal(t.BaseFrame != 1, t.HasFace));
        Assert.All(talking.Where(t => t.BaseFrame == 1), t => Assert.Equal(frames.Read(1).Pixels, t.Image.Pixels));
    }

    [Fact]
    public void Too_few_faces_no_frames_and_mixed_sizes_are_errors()
    {
        var (frames, boxes) = MicroModels.Face(3);
        var pipeline = new LipSyncPipeline(models, MicroModels.Options);

        Assert.Contains("33", Message(() => pipeline.Prepare(frames, new() { Locator = new GivenBoxes([boxes[0], default, default]) })), StringComparison.Ordinal);
        Assert.Contains("no base frames", Message(() => pipeline.Prepare(new MemoryFrames([]), new() { Locator = new GivenBoxes(boxes) })), StringComparison.Ordinal);
        Assert.Contains("one size", Message(() => pipeline.Prepare(new MemoryFrames([frames.Read(0), new(32, 64, 3)]), new() { Locator = new GivenBoxes(boxes) })), StringComparison.Ordinal);
        Assert.Contains("no face detector", Message(() => pipeline.Prepare(frames)), StringComparison.Ordinal);
        Assert.Contains("batch size", Message(() => Talk(MicroModels.Options with { BatchSize = 0 })), StringComparison.Ordinal);
        using var breath = MicroModels.Syllables(0.01);
        Assert.Contains("shorter than one frame", Message(() => pipeline.FrameCount(breath)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_box_beyond_the_frame_is_clamped_and_the_margin_ends_at_its_edge()
    {
        var (frames, _) = MicroModels.Face(1);
        var pipeline = new LipSyncPipeline(models, MicroModels.Options);

        using var avatar = pipeline.Prepare(frames, new() { Locator = new GivenBoxes([new(-10, 20, 90, 63)]) });

        Assert.Equal(new FaceBox(0, 20, 64, 64), avatar.Faces[0]!.Box);
    }

    [Fact]
    public void Frames_are_made_when_asked_for_and_cancellation_stops_them()
    {
        var (frames, boxes) = MicroModels.Face(2);
        var pipeline = new LipSyncPipeline(models, MicroModels.Options);
        using var avatar = pipeline.Prepare(frames, new() { Locator = new GivenBoxes(boxes) });
        using var speech = MicroModels.Syllables(2);
        using var source = new CancellationTokenSource();
        var progress = new LastProgress();

        using var talking = pipeline.Run(avatar, speech, progress, default, source.Token).GetEnumerator();
        Assert.True(talking.MoveNext());
        Assert.Equal(new(LipSyncPhase.Talk, 4, 50), progress.Last);

        source.Cancel();
        Assert.Equal(3, Enumerable.Range(0, 3).Count(_ => talking.MoveNext())); // the rest of the batch
        Assert.ThrowsAny<OperationCanceledException>(() => talking.MoveNext());
    }

    [Fact]
    public void Preparation_can_be_cancelled_and_leaves_no_cache()
    {
        var (frames, boxes) = MicroModels.Face(2);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => new LipSyncPipeline(models, MicroModels.Options).Prepare(frames, Cached(boxes), null, default, source.Token));
        Assert.False(File.Exists(cache));
    }

    [Fact]
    public void The_cache_is_used_only_for_the_same_frames_boxes_options_and_models()
    {
        var (frames, boxes) = MicroModels.Face(3);
        IReadOnlyList<FaceBox> partly = [boxes[0], default, boxes[2]];
        var pipeline = new LipSyncPipeline(models, MicroModels.Options);

        using var first = pipeline.Prepare(frames, Cached(partly));
        using var again = pipeline.Prepare(frames, Cached(partly));

        Assert.False(first.FromCache);
        Assert.True(again.FromCache);
        Assert.Equal(first.Latents.data<float>().ToArray(), again.Latents.data<float>().ToArray());
        Assert.Equal(first.Faces.Select(f => f?.Box), again.Faces.Select(f => f?.Box));
        Assert.Equal(first.Faces[2]!.Mask.Pixels, again.Faces[2]!.Mask.Pixels);

        var touched = new MemoryFrames([frames.Read(0), frames.Read(1), frames.Read(2).Clone()]);
        touched.Read(2).Pixels[5]++;
        Assert.False(IsFromCache(pipeline, touched, partly));
        Assert.False(IsFromCache(pipeline, frames, boxes));
        Assert.True(IsFromCache(pipeline, frames, boxes));
        Assert.False(IsFromCache(new(models, MicroModels.Options with { Avatar = MicroModels.Options.Avatar with { ExtraMargin = 3 } }), frames, boxes));
        using var others = MicroModels.Create("other weights");
        Assert.False(IsFromCache(new(others, MicroModels.Options), frames, boxes));
    }

    [Fact]
    public void A_damaged_cache_is_rebuilt()
    {
        var (frames, boxes) = MicroModels.Face(1);
        var pipeline = new LipSyncPipeline(models, MicroModels.Options);
        pipeline.Prepare(frames, Cached(boxes)).Dispose();
        var bytes = File.ReadAllBytes(cache);
        File.WriteAllBytes(cache, bytes[..(bytes.Length / 2)]);

        Assert.False(IsFromCache(pipeline, frames, boxes));
        Assert.True(IsFromCache(pipeline, frames, boxes));
    }

    [Fact]
    public void The_first_releases_rules_run_through()
    {
        var talking = Talk(LipSyncOptions.V1Original with { Avatar = LipSyncOptions.V1Original.Avatar with { FaceSize = 16 } });

        Assert.Equal(10, talking.Count);
        Assert.All(talking, t => Assert.True(t.HasFace));
    }

    public void Dispose()
    {
        models.Dispose();
        File.Delete(cache);
    }

    private static string Message(Action action) => Assert.Throws<LipSyncException>(action).Message;

    private static List<int> ChangedOutside(ByteImage before, ByteImage after, FaceBox box) => [.. Enumerable.Range(0, before.Height * before.Width)
        .Where(i => !(i % before.Width >= box.Left && i % before.Width < box.Right && i / before.Width >= box.Top && i / before.Width < box.Bottom))
        .Where(i => !before.Pixels.AsSpan(i * 3, 3).SequenceEqual(after.Pixels.AsSpan(i * 3, 3)))];

    private List<TalkingFrame> Talk(LipSyncOptions options)
    {
        var (frames, boxes) = MicroModels.Face(3);
        var pipeline = new LipSyncPipeline(models, options);
        using var avatar = pipeline.Prepare(frames, new() { Locator = new GivenBoxes(boxes) });
        using var speech = MicroModels.Syllables(0.4);
        return [.. pipeline.Run(avatar, speech)];
    }

    private AvatarRequest Cached(IReadOnlyList<FaceBox> boxes) => new() { Locator = new GivenBoxes(boxes), CacheFile = cache };

    private bool IsFromCache(LipSyncPipeline pipeline, IFrameSource frames, IReadOnlyList<FaceBox> boxes)
    {
        using var avatar = pipeline.Prepare(frames, Cached(boxes));
        return avatar.FromCache;
    }

    private sealed class LastProgress : IProgress<LipSyncProgress>
    {
        public LipSyncProgress Last { get; private set; }

        public void Report(LipSyncProgress value) => Last = value;
    }
}
