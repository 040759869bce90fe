using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Latents;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Avatars;

/// <summary>Prepares base frames: find faces, crop, encode, parse. Source: MuseTalk scripts/inference.py, scripts/realtime_inference.py Avatar.prepare_material.</summary>
/// <param name="codec">Image VAE.</param>
/// <param name="parser">Face parser.</param>
/// <param name="locator">Where faces are.</param>
/// <param name="options">Sizes and blending.</param>
public sealed class AvatarBuilder(FaceCodec codec, IFaceParser parser, IFaceLocator locator, AvatarOptions options)
{
    /// <summary>A face smaller than this in either direction is no face: nothing could be blended into it.</summary>
    private const int LeastFace = 4;

    /// <summary>Frames whose faces are encoded together.</summary>
    private const int Batch = 4;

    /// <summary>Prepares all frames. Frames are read one at a time, twice.</summary>
    /// <param name="frames">Base frames of equal size.</param>
    /// <param name="noise">Posterior noise [frames, 2, C, h, w] to repeat an upstream run; null for the posterior mean.</param>
    /// <param name="progress">Told after each frame.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <param name="cancellation">Asked before each frame.</param>
    /// <exception cref="LipSyncException">No frames, frames of several sizes, or too few faces.</exception>
    public Avatar Build(IFrameSource frames, Tensor? noise = null, IProgress<LipSyncProgress>? progress = null, Tap tap = default, CancellationToken cancellation = default)
    {
        var boxes = Locate(frames, progress, cancellation);
        var faces = new PreparedFace?[frames.Count];
        var chosen = Enumerable.Range(0, frames.Count).Where(i => boxes[i] is not null).ToArray();
        using var scope = NewDisposeScope();
        var latents = new List<Tensor>();
        progress?.Report(new(LipSyncPhase.Prepare, 0, chosen.Length));
        foreach (var batch in chosen.Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            var boxesHere = Array.ConvertAll(batch, i => boxes[i]!.Value);
            var images = Each(batch.Length, k => frames.Read(batch[k]));
            var crops = Each(batch.Length, k => Crop(images[k], boxesHere[k]));
            var labels = images.Zip(boxesHere, Labels).ToArray(); // a network: on this thread
            var masks = Task.Run(() => Each(batch.Length, k => MaskOf(labels[k], boxesHere[k]).OverFace(boxesHere[k])), CancellationToken.None); // beside the VAE
            try
            {
                var drawn = noise?.index_select(0, tensor(Array.ConvertAll(batch, i => (long)i), device: noise.device));
                var row = latents.Sum(l => (int)l.shape[0]);
                latents.Add(codec.Encode(crops, drawn, tap["batch", latents.Count]["vae"]).to(ScalarType.Float32).cpu());
                foreach (var (i, k) in batch.Select((i, k) => (i, k)))
                {
                    faces[i] = new(boxesHere[k], masks.GetAwaiter().GetResult()[k], row + k);
                }
            }
            finally
            {
                ((IAsyncResult)masks).AsyncWaitHandle.WaitOne();
            }

            progress?.Report(new(LipSyncPhase.Prepare, faces.Count(f => f is not null), chosen.Length));
        }

        return new(frames, faces, tap.Pass("latents", cat(latents, 0)).DetachFromDisposeScope());
    }

    /// <summary>The face at the VAE's size.</summary>
    public ByteImage Crop(ByteImage frame, FaceBox box) => CvResize.Lanczos4(frame.Slice(box), options.FaceSize, options.FaceSize);

    /// <summary>The blending mask of a frame.</summary>
    public BlendMask Mask(ByteImage frame, FaceBox box) => MaskOf(Labels(frame, box), box);

    private ByteImage Labels(ByteImage frame, FaceBox box) => parser.Labels(PillowPaste.Crop(frame, CropSquare.Of(box, options.Blend.Expand).Box));

    private BlendMask MaskOf(ByteImage labels, FaceBox box) =>
        BlendMask.Of(ParsingMask.Of(labels, options.Blend.Mode, options.Blend.LeftCheek, options.Blend.RightCheek), box, options.Blend);

    private static T[] Each<T>(int count, Func<int, T> make)
    {
        var made = new T[count];
        Parallel.For(0, count, k => made[k] = make(k));
        return made;
    }

    private List<FaceBox?> Locate(IFrameSource frames, IProgress<LipSyncProgress>? progress, CancellationToken cancellation)
    {
        if (frames.Count == 0)
        {
            throw new LipSyncException("there are no base frames. Expected: at least one image.");
        }

        progress?.Report(new(LipSyncPhase.Locate, 0, frames.Count));
        var found = new List<FaceBox?>();
        var (height, width) = (0, 0);
        for (var i = 0; i < frames.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var frame = frames.Read(i);
            (height, width) = i == 0 ? (frame.Height, frame.Width) : (height, width);
            if ((frame.Height, frame.Width, frame.Channels) != (height, width, 3))
            {
                throw new LipSyncException($"base frame {i} is {frame.Width}x{frame.Height} with {frame.Channels} channels, frame 0 is {width}x{height} RGB. All base frames must have one size.");
            }

            found.Add(locator.Locate(i, frame)?.Clamp(height, width));
            progress?.Report(new(LipSyncPhase.Locate, i + 1, frames.Count));
        }

        var boxes = BoxSmoothing.Apply(found, options.SmoothedFrames).Select(box => WithMargin(box, height)).ToList();
        var coverage = (double)boxes.Count(b => b is not null) / boxes.Count;
        return coverage > 0 && coverage >= options.MinimumCoverage ? boxes : throw TooFew(boxes, coverage);
    }

    private LipSyncException TooFew(List<FaceBox?> boxes, double coverage)
    {
        var without = Enumerable.Range(0, boxes.Count).Where(i => boxes[i] is null).ToList();
        var named = string.Join(", ", without.Take(8)) + (without.Count > 8 ? $" and {without.Count - 8} more" : "");
        return new(
            $"no face was found in base frame{(without.Count == 1 ? "" : "s")} {named}: {coverage:P0} of {boxes.Count} show one.\nexpected: at least {options.MinimumCoverage:P0}\n"
            + "Next: give face boxes (--boxes) or landmarks, take base frames in which the face is larger and looks at the camera, or lower the least share (--min-faces).");
    }

    private FaceBox? WithMargin(FaceBox? found, int height) =>
        found is { } box && box.Width >= LeastFace && box.Height >= LeastFace ? box with { Bottom = Math.Min(box.Bottom + options.ExtraMargin, height) } : null;
}
