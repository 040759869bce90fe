using System.IO.Compression;
using System.Text;

namespace Workbench.UnitTests.Checkpoints;

/// <summary>Writes archives as torch.save lays them out, around any pickle.</summary>
internal static class TorchZip
{
    public static void Write(string path, byte[] pickle, params (string Key, byte[] Content)[] storages)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Add(zip, "archive/data.pkl", pickle);
        Add(zip, "archive/byteorder", "little"u8.ToArray());
        foreach (var (key, content) in storages)
        {
            Add(zip, "archive/data/" + key, content);
        }
    }

    /// <summary>A pickle of protocol 2 from pieces.</summary>
    public static byte[] Pickle(params object[] pieces) =>
        [0x80, 2, .. Bytes(pieces), (byte)'.'];

    /// <summary>Text as Latin-1, bytes as they are.</summary>
    public static byte[] Bytes(params object[] pieces) => [.. pieces.SelectMany(piece => piece is byte[] bytes ? bytes : Encoding.Latin1.GetBytes((string)piece))];

    /// <summary>BINUNICODE.</summary>
    public static byte[] Text(string text) => [(byte)'X', .. BitConverter.GetBytes(text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(content);
    }
}
