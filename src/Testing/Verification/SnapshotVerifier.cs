using System.Text;
using Workbench.Harness;
using Workbench.Harness.Comparison;
using Workbench.Harness.Snapshots;

namespace Workbench.Testing.Verification;

/// <summary>
/// Verifies stage snapshots and texts beside tests, with Verify's habits: received next to verified, a missing file is its own outcome, and a
/// message its tools can parse (docs/exception-message-format.md of VerifyTests/Verify). Equal numbers within the limits pass whatever the text beside
/// them says, and a pass never rewrites a file. Nothing is written under CI.
/// </summary>
/// <param name="files">Files of the snapshot.</param>
/// <param name="underCi">Whether this is continuous integration; null looks at the variable CI.</param>
public sealed class SnapshotVerifier(SnapshotFiles files, bool? underCi = null)
{
    /// <summary>Verifies a snapshot tap by tap.</summary>
    /// <exception cref="SnapshotMissingException">Nothing was verified yet.</exception>
    /// <exception cref="SnapshotMismatchException">A tap is outside its limit.</exception>
    public void Verify(StageSnapshot snapshot, TapLimits limits)
    {
        if (!File.Exists(files.Verified("safetensors")))
        {
            Receive(snapshot);
            throw new SnapshotMissingException(Message("New", "safetensors", "txt", SnapshotText.Of(snapshot)));
        }

        using var expected = SnapshotFile.LoadSingle(files.Verified("safetensors"));
        var outside = new SnapshotComparer(limits).Compare(snapshot, expected).Where(tap => tap.Outside).ToList();
        if (outside.Count > 0)
        {
            Receive(snapshot);
            var failures = string.Join('\n', outside.Select(tap => FailureText.Of(snapshot.Stage, tap)));
            throw new SnapshotMismatchException(Message("NotEqual", "safetensors", "safetensors", "Compare Result:\n" + failures));
        }

        Forget();
    }

    /// <summary>Verifies a text; line endings do not count.</summary>
    /// <inheritdoc cref="Verify(StageSnapshot, TapLimits)"/>
    public void Verify(string text)
    {
        var got = text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        var verified = files.Verified("txt");
        if (!File.Exists(verified))
        {
            Write("txt", path => File.WriteAllText(path, got, new UTF8Encoding(false)));
            throw new SnapshotMissingException(Message("New", "txt", "txt", got));
        }

        var expected = File.ReadAllText(verified).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (got != expected)
        {
            Write("txt", path => File.WriteAllText(path, got, new UTF8Encoding(false)));
            throw new SnapshotMismatchException(Message("NotEqual", "txt", "txt", got, expected));
        }

        Forget();
    }

    private void Receive(StageSnapshot snapshot)
    {
        Write("safetensors", path => SnapshotFile.SaveSingle(snapshot, path));
        Write("txt", path => File.WriteAllText(path, SnapshotText.Of(snapshot), new UTF8Encoding(false)));
    }

    private void Write(string extension, Action<string> write)
    {
        if (!(underCi ?? ContinuousIntegration.Here))
        {
            write(files.Received(extension));
        }
    }

    /// <summary>A pass takes what an earlier failure left away.</summary>
    private void Forget()
    {
        foreach (var extension in SnapshotFiles.Extensions.Where(_ => !(underCi ?? ContinuousIntegration.Here)))
        {
            File.Delete(files.Received(extension));
        }
    }

    private string Message(string kind, string extension, string shown, string got, string? expected = null)
    {
        var text = new StringBuilder();
        text.Append("Directory: ").Append(files.Folder).Append('\n');
        text.Append(kind).Append(":\n");
        text.Append("  - Received: ").Append(Path.GetFileName(files.Received(extension))).Append('\n');
        text.Append("    Verified: ").Append(Path.GetFileName(files.Verified(extension))).Append('\n');
        text.Append("\nFileContent:\n\n").Append(kind).Append(":\n\n");
        text.Append("Received: ").Append(Path.GetFileName(files.Received(shown))).Append('\n');
        if (expected is not null)
        {
            text.Append(got).Append("Verified: ").Append(Path.GetFileName(files.Verified(shown))).Append('\n').Append(expected);
        }
        else if (kind == "NotEqual")
        {
            text.Append("Verified: ").Append(Path.GetFileName(files.Verified(shown))).Append('\n').Append(got);
        }
        else
        {
            text.Append(got);
        }

        return text.Append("\nNext: workbench golden accept ").Append(files.Name).Append('\n').ToString();
    }
}
