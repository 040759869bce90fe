using Workbench.Pipeline.LipSync.Audio;
using Workbench.Pipeline.LipSync.Avatars;
using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Detection;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Latents;
using Workbench.Pipeline.LipSync.Models.S3fd;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync;

/// <summary>
/// MuseTalk: base frames and speech become talking frames. Prepare an avatar once, then let it say as many recordings as you like.
/// Source: MuseTalk scripts/inference.py.
/// </summary>
/// <param name="models">Owned by the caller.</param>
/// <param name="options">Settings.</param>
public sealed class LipSyncPipeline(LipSyncModels models, LipSyncOptions options)
{
    private readonly FaceCodec codec = new(models.Vae, models.Device, models.Dtype);

    /// <summary>Settings.</summary>
    public LipSyncOptions Options => options;

    /// <summary>Where the time of all runs so far went.</summary>
    public LipSyncTimes Times { get; } = new();

    /// <summary>Finds faces with the detector that was loaded.</summary>
    /// <exception cref="LipSyncException">None was loaded.</exception>
    public IFaceLocator Detector() => models.FaceDetector is { } network
        ? new S3fdLocator(new S3fdDetector(network, models.Device), models.DetectorFingerprint())
        : throw new LipSyncException("no face detector was loaded. Next: give face boxes or landmarks, or put s3fd-619a316812.pth into the models folder.");

    /// <summary>Prepares base frames.</summary>
    /// <param name="frames">Base frames of one size.</param>
    /// <param name="request">Boxes, cache file and so on.</param>
    /// <param name="progress">Told after each frame.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <param name="cancellation">Asked before each frame.</param>
    /// <exception cref="LipSyncException">No frames, frames of several sizes, too few faces, or a network is missing.</exception>
    public Avatar Prepare(IFrameSource frames, AvatarRequest? request = null, IProgress<LipSyncProgress>? progress = null, Tap tap = default, CancellationToken cancellation = default)
    {
        request ??= new();
        var locator = request.Locator ?? Detector();
        var key = request.CacheFile is null || request.Parser is not null || request.Noise is not null
            ? null
            : AvatarKey.Of(frames, locator.Fingerprint, models.PreparationFingerprint(), options.Avatar);
        if (key is not null && AvatarCache.TryLoad(request.CacheFile!, key, frames) is { } known)
        {
            return known;
        }

        var avatar = new AvatarBuilder(codec, request.Parser ?? Parser(tap), locator, options.Avatar).Build(frames, request.Noise, progress, tap["prepare"], cancellation);
        if (key is not null)
        {
            AvatarCache.Save(request.CacheFile!, key, avatar);
        }

        return avatar;
    }

    private FaceParser Parser(Tap tap) => models.FaceParser is { } network
        ? new FaceParser(network, models.Device, tap["parser"])
        : throw new LipSyncException("no face parser was loaded. Next: put 79999_iter.pth into the models folder.");

    /// <summary>Number of frames the speech lasts: floor(seconds * fps).</summary>
    /// <exception cref="LipSyncException">Shorter than one frame.</exception>
    public long FrameCount(Speech speech) => Windows(speech).Frames;

    /// <summary>
    /// The talking frames, made batch by batch as they are asked for, one batch ahead. Memory does not grow with the length of the speech.
    /// </summary>
    /// <param name="avatar">Prepared base frames; owned by the caller, must live until the last frame was read.</param>
    /// <param name="speech">What is said; owned by the caller likewise.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <param name="cancellation">Asked before each batch.</param>
    /// <exception cref="LipSyncException">The speech is shorter than one frame, or cannot be read.</exception>
    public IEnumerable<TalkingFrame> Run(Avatar avatar, Speech speech, IProgress<LipSyncProgress>? progress = null, Tap tap = default, CancellationToken cancellation = default)
    {
        if (options.BatchSize < 1)
        {
            throw new LipSyncException($"the batch size must be at least 1, is {options.BatchSize}.");
        }

        return Batches(avatar, speech, Windows(speech), progress, tap, cancellation); // arguments are checked here, not at the first frame
    }

    private IEnumerable<TalkingFrame> Batches(Avatar avatar, Speech speech, FrameWindows windows, IProgress<LipSyncProgress>? progress, Tap tap, CancellationToken cancellation)
    {
        using var features = new SpeechFeatures(models.Whisper, speech, options.OriginalWhisper);
        var talker = new Talker(models, codec, options, avatar, new AudioPrompts(features, windows), Times);
        Task<TalkingFrame[]>? blending = null;
        progress?.Report(new(LipSyncPhase.Talk, 0, windows.Frames));
        try
        {
            // While the networks work on one batch, the frames of the batch before are blended: the networks wait only if that takes longer.
            for (long first = 0, batch = 0; first < windows.Frames || blending is not null; first += options.BatchSize, batch++)
            {
                Task<TalkingFrame[]>? next = null;
                if (first < windows.Frames)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var faces = talker.Generate(first, (int)Math.Min(options.BatchSize, windows.Frames - first), tap["batch", (int)batch]);
                    next = Task.Run(() => talker.Blend(faces), CancellationToken.None);
                }

                var (finished, done) = (blending, Math.Min(first, windows.Frames));
                blending = next;
                if (finished is null)
                {
                    continue;
                }

                var frames = Times.Measure(LipSyncPart.Blend, CPU, () => finished.GetAwaiter().GetResult());
                Times.Made(frames.Length);
                progress?.Report(new(LipSyncPhase.Talk, done, windows.Frames));
                foreach (var frame in frames)
                {
                    yield return frame;
                }
            }
        }
        finally
        {
            ((IAsyncResult?)blending)?.AsyncWaitHandle.WaitOne(); // it reads the avatar, which the caller may now dispose
        }
    }

    private FrameWindows Windows(Speech speech) => new(options.Windows, speech.Samples, options.Fps, options.AudioLeft, options.AudioRight);
}
