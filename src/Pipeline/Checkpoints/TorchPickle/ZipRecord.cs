namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>A stored (uncompressed) file inside a zip.</summary>
/// <param name="Name">Full name, with forward slashes.</param>
/// <param name="Offset">First byte of the content in the archive.</param>
/// <param name="Length">Bytes of content.</param>
internal sealed record ZipRecord(string Name, long Offset, long Length);
