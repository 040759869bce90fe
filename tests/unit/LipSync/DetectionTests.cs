using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Models.S3fd;

namespace Workbench.UnitTests.LipSync;

public sealed class DetectionTests
{
    private static readonly ByteImage Frame = new(100, 100, 3);

    [Fact]
    public void An_anchor_is_decoded_as_in_the_worked_example()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var offsets = TorchSharp.torch.tensor(new[] { 0.5f, -0.25f, 0.3f, -0.2f }).view(1, 4);
        var anchor = TorchSharp.torch.tensor(new[] { 8 + 5 * 16f, 8 + 3 * 16f, 64, 64 }).view(1, 4); // stride 16, row 3, column 5

        var box = S3fdBoxes.Decode(offsets, anchor).data<float>().ToArray();

        Assert.Equal([57.22123f, 23.65474f, 125.17877f, 85.14526f], box, (a, b) => Math.Abs(a - b) < 1e-4f);
    }

    [Fact]
    public void Suppression_keeps_the_best_and_what_does_not_overlap()
    {
        ScoredBox[] boxes = [new(0, 0, 9, 9, 0.6f), new(1, 1, 10, 10, 0.9f), new(50, 50, 60, 60, 0.5f)];

        Assert.Equal([1, 2], NonMaximumSuppression.Keep(boxes, 0.3f));
        Assert.Empty(NonMaximumSuppression.Keep([], 0.3f));
    }

    [Fact]
    public void Landmarks_make_a_box_that_is_symmetric_about_the_nose_bridge()
    {
        var landmarks = Landmarks(left: 20, right: 70, nose: 40, bottom: 75);

        Assert.Equal(new FaceBox(20, 5, 70, 75), LandmarkBox.Of(landmarks, new(0, 0, 9, 9)));
        Assert.Equal(new FaceBox(20, 25, 70, 75), LandmarkBox.Of(landmarks, new(0, 0, 9, 9), shift: 10));
        Assert.Equal(new FaceBox(20, 0, 70, 75), LandmarkBox.Of(landmarks, new(0, 0, 9, 9), shift: -20));
    }

    [Fact]
    public void The_detector_gates_and_replaces_impossible_landmark_boxes()
    {
        var detected = new FaceBox(1, 2, 30, 40);

        Assert.Null(LandmarkBox.Of(Landmarks(20, 70, 40, 75), null));
        Assert.Equal(detected, LandmarkBox.Of(Landmarks(-5, 70, 40, 75), detected));
        Assert.Equal(detected, LandmarkBox.Of(Landmarks(50, 50, 40, 75), detected));
    }

    [Fact]
    public void Given_boxes_are_one_for_all_or_one_each_and_empty_means_no_face()
    {
        Assert.Equal(new FaceBox(1, 2, 3, 4), new GivenBoxes([new(1, 2, 3, 4)]).Locate(7, Frame));
        Assert.Null(new GivenBoxes([new(1, 2, 3, 4), default]).Locate(1, Frame));
        Assert.Contains("one box per frame", Assert.Throws<LipSyncException>(() => new GivenBoxes([default, default]).Locate(2, Frame)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_landmarks_without_a_gate_are_taken_as_faces()
    {
        var locator = new GivenLandmarks([Landmarks(20, 70, 40, 75), null]);

        Assert.Equal(new FaceBox(20, 5, 70, 75), locator.Locate(0, Frame));
        Assert.Null(locator.Locate(1, Frame));
        Assert.Throws<LipSyncException>(() => locator.Locate(2, Frame));
    }

    [Fact]
    public void Smoothing_averages_neighbours_and_leaves_gaps_alone()
    {
        FaceBox?[] boxes = [new(0, 0, 10, 10), new(3, 3, 13, 13), null, new(9, 9, 19, 19)];

        Assert.Equal(boxes, BoxSmoothing.Apply(boxes, 1));
        Assert.Equal([new(2, 2, 12, 12), new(2, 2, 12, 12), null, new(9, 9, 19, 19)], BoxSmoothing.Apply(boxes, 3));
    }

    private static FaceLandmarks Landmarks(int left, int right, int nose, int bottom) =>
        new([.. Enumerable.Range(0, FaceLandmarks.Count).Select(i => i switch { 0 => (left, nose), 16 => (right, nose), 8 => ((left + right) / 2, bottom), _ => ((left + right) / 2, nose) })]);
}
