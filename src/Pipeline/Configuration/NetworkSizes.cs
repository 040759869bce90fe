namespace Workbench.Pipeline.Configuration;

/// <summary>Sizes of the DiT as far as a config.json says them; what is null is read from the checkpoint's shapes.</summary>
public sealed record NetworkSizes
{
    public int? Dim { get; init; }

    public int? FfnDim { get; init; }

    public int? FreqDim { get; init; }

    public int? Heads { get; init; }

    public int? Layers { get; init; }

    public int? InDim { get; init; }

    public int? OutDim { get; init; }

    public int? TextDim { get; init; }

    /// <summary>Rows of the text context. It shows in no tensor's shape: 512 when no file says otherwise.</summary>
    public int? TextLength { get; init; }

    public double? Eps { get; init; }

    internal static NetworkSizes Read(ConfigReader reader)
    {
        var sizes = new NetworkSizes
        {
            Dim = reader.Optional("dim", 1),
            FfnDim = reader.Optional("ffn_dim", 1),
            FreqDim = reader.Optional("freq_dim", 2),
            Heads = reader.Optional("num_heads", 1),
            Layers = reader.Optional("num_layers", 1),
            InDim = reader.Optional("in_dim", 1),
            OutDim = reader.Optional("out_dim", 1),
            TextDim = reader.Optional("text_dim", 1),
            TextLength = reader.Optional("text_len", 1),
            Eps = reader.Number("eps"),
        };
        if (sizes is { Dim: { } dim, Heads: { } heads } && (dim % heads != 0 || dim / heads % 2 != 0))
        {
            reader.Problem("num_heads", $"a divisor of dim {dim} that leaves an even head size");
        }

        return sizes;
    }
}
