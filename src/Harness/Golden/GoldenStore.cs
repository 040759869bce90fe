using System.Text.Json;
using Workbench.Harness.Snapshots;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Harness.Golden;

/// <summary>
/// The goldens of one case, such as <c>golden/cat-480p</c>:
/// <code>
/// CLASS.json                                  the index: what is accepted for a device class
/// CLASS.calibration.json                      the limits of that class (see Calibration)
/// CLASS/STAGE.HASH.verified.json              snapshot manifest, one line a tap
/// CLASS/STAGE.HASH.verified.safetensors       its tensors and sketches
/// CLASS/STAGE.HASH.input.safetensors          what the stage was fed
/// CLASS/STAGE.received.{json,safetensors}     the last result that was not accepted (not kept in git)
/// inputs.local/SHA256.safetensors             inputs too large for the store (not kept in git)
/// </code>
/// An accept writes new files beside the old and then renames the index: killed at any moment, either the old goldens or the new ones are whole.
/// </summary>
/// <param name="folder">Folder of the case.</param>
/// <param name="underCi">Whether this is continuous integration, where nothing is written; null looks at the variable CI.</param>
public sealed class GoldenStore(string folder, bool? underCi = null)
{
    internal const string KeptInputs = "inputs.local";

    /// <summary>
    /// Largest input kept in the store, in bytes; a larger one stays outside git and is recognised by its digest. 3 MiB hold what a DIT step of five frames at
    /// 832x480 is fed (latents, mask and image latents, context: 2.3 MB), so that full-size goldens can be checked from a plain clone.
    /// </summary>
    public const long LargestInput = 3 << 20;

    /// <summary>Folder of the case.</summary>
    public string Folder => folder;

    /// <summary>Name of the case.</summary>
    public string Case => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    /// <summary>Device classes with accepted goldens.</summary>
    public IReadOnlyList<string> Classes() => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateFiles(folder, "*.json").Select(Path.GetFileNameWithoutExtension).OfType<string>().Where(name => !name.EndsWith(".calibration", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The accepted goldens of a stage; empty when there are none.</summary>
    /// <exception cref="CheckpointException">The index cannot be read.</exception>
    public IReadOnlyList<StageGolden> Find(string deviceClass, string stage) =>
        Index(deviceClass).Stages.TryGetValue(stage, out var entries) ? [.. entries.Select(entry => new StageGolden(folder, entry))] : [];

    /// <summary>Stages that have goldens for a device class.</summary>
    public IReadOnlyList<string> Stages(string deviceClass) => [.. Index(deviceClass).Stages.Keys];

    /// <summary>Base name (without extension) of the result waiting beside a stage's golden.</summary>
    public string ReceivedName(string deviceClass, string stage) => Path.Combine(folder, deviceClass, stage + ".received");

    /// <summary>Puts a result beside the goldens, for looking at and accepting.</summary>
    /// <param name="snapshot">The result.</param>
    /// <param name="inputFile">What the stage was fed.</param>
    /// <exception cref="GoldenException">Under CI: nothing is ever written there.</exception>
    public void Receive(StageSnapshot snapshot, string inputFile)
    {
        RefuseUnderCi("written");
        var name = ReceivedName(snapshot.Provenance.DeviceClass, snapshot.Stage);
        Directory.CreateDirectory(Path.GetDirectoryName(name)!);
        File.Delete(name + ".json"); // written last: killed before that, there is nothing to accept, and never parts of two results
        File.Copy(inputFile, name + ".input.safetensors", overwrite: true);
        SnapshotFile.Save(snapshot, name);
    }

    /// <summary>Results waiting to be accepted, by stage.</summary>
    public IReadOnlyList<string> Received(string deviceClass)
    {
        var place = Path.Combine(folder, deviceClass);
        return !Directory.Exists(place) ? [] : [.. Directory.EnumerateFiles(place, "*.received.json").Select(f => Path.GetFileName(f)[..^".received.json".Length]).Order(StringComparer.Ordinal)];
    }

    /// <summary>Accepts what was received for the given stages, all or none of it.</summary>
    /// <param name="deviceClass">Device class.</param>
    /// <param name="stages">Stages to accept.</param>
    /// <param name="beside">Whether to keep the goldens there are and add these as further right answers.</param>
    /// <param name="step">Told of every file operation before it begins.</param>
    /// <exception cref="GoldenException">Nothing was received for a stage, or this is CI.</exception>
    public void Accept(string deviceClass, IReadOnlyList<string> stages, bool beside = false, Action<string>? step = null)
    {
        RefuseUnderCi("accepted");
        new GoldenAccept(this, deviceClass, new(step)).Run(stages, beside);
    }

    internal GoldenIndex Index(string deviceClass)
    {
        var file = IndexFile(deviceClass);
        try
        {
            return File.Exists(file) ? GoldenIndex.Read(File.ReadAllText(file)) : GoldenIndex.Empty;
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"{file}: not a readable index of goldens: {e.Message}", e);
        }
    }

    internal string IndexFile(string deviceClass) => Path.Combine(folder, deviceClass + ".json");

    internal void RefuseUnderCi(string verb)
    {
        if (underCi ?? ContinuousIntegration.Here)
        {
            throw new GoldenException($"{folder}: goldens are never {verb} under CI (the variable CI is set). Next: run this on a developer's machine and commit the result.");
        }
    }
}
