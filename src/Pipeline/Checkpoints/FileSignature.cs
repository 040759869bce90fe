using System.Buffers.Binary;
using System.Text;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>What a file is by its first bytes, whatever its name says.</summary>
internal static class FileSignature
{
    public enum Kind { Unknown, Safetensors, Gguf, Zip, ShardIndex, Foreign }

    /// <summary>The kind, and for foreign ones what it really is and what to do about it.</summary>
    public static (Kind Kind, string Meaning) Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("GGUF"u8))
        {
            return (Kind.Gguf, "");
        }

        if (head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8))
        {
            return (Kind.Zip, "");
        }

        if (Foreign(head) is { } meaning)
        {
            return (Kind.Foreign, meaning);
        }

        if (head.Length > 8 && head[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(head) is > 1 and <= SafetensorsFile.MaxHeader)
        {
            return (Kind.Safetensors, "");
        }

        return (FirstLetter(head) == '{' ? Kind.ShardIndex : Kind.Unknown, "");
    }

    private static string? Foreign(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("version https://git-lfs"u8))
        {
            return $"is a git-lfs pointer, not the file itself{LfsSize(head)}. Next: run `git lfs pull`, or download the file again.";
        }

        if (FirstLetter(head) == '<')
        {
            return "is a web page (HTML or XML), not a checkpoint: an error page was saved under this name. Next: download the file again, with a token if the repository is gated.";
        }

        if (head.Length > 4 && head[0] == 0x89 && head[1..].StartsWith("HDF"u8))
        {
            return "is an HDF5 file; expected safetensors, GGUF or a PyTorch zip.";
        }

        if (head.StartsWith(new byte[] { 0x1f, 0x8b }) || head.StartsWith(new byte[] { 0x28, 0xb5, 0x2f, 0xfd }) || head.StartsWith("7z"u8))
        {
            return "is a compressed archive. Next: unpack it first.";
        }

        if (head.Length >= 262 && head[257..].StartsWith("ustar"u8))
        {
            return "is a tar archive. Next: unpack it first.";
        }

        return head.Length > 2 && head[0] == 0x80 && head[1] is >= 1 and <= 5
            ? "is a bare pickle (PyTorch before 1.6), which is never executed. Next: save it again with a current torch.save, or convert it to safetensors."
            : null;
    }

    private static char FirstLetter(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(new byte[] { 0xef, 0xbb, 0xbf }))
        {
            head = head[3..];
        }

        var rest = head.TrimStart(" \t\r\n"u8);
        return rest.IsEmpty ? '\0' : (char)rest[0];
    }

    private static string LfsSize(ReadOnlySpan<byte> head)
    {
        var text = Encoding.ASCII.GetString(head);
        var at = text.IndexOf("\nsize ", StringComparison.Ordinal);
        var digits = at < 0 ? "" : new string([.. text[(at + 6)..].TakeWhile(char.IsAsciiDigit)]);
        return digits.Length > 0 ? $" (which has {digits} bytes)" : "";
    }
}
