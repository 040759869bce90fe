using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>What <c>spiece.model</c> holds: pieces and the parts of the trainer's and normaliser's settings that encoding needs (sentencepiece_model.proto).</summary>
internal sealed class SentencePieceFile
{
    /// <summary>Kinds of piece, numbered as in the file.</summary>
    public enum Kind { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 }

    private SentencePieceFile(string path)
    {
        Path = path;
    }

    public string Path { get; }

    public List<string> Pieces { get; } = [];

    public List<float> Scores { get; } = [];

    public List<Kind> Kinds { get; } = [];

    /// <summary>1 is unigram.</summary>
    public long ModelType { get; private set; } = 1;

    public bool ByteFallback { get; private set; }

    /// <summary>White space is marked behind words, not before them.</summary>
    public bool WhitespaceAsSuffix { get; private set; }

    public string EosPiece { get; private set; } = "</s>";

    public string PadPiece { get; private set; } = "<pad>";

    public Charsmap? Charsmap { get; private set; }

    public bool AddDummyPrefix { get; private set; } = true;

    public bool RemoveExtraWhitespaces { get; private set; } = true;

    public bool EscapeWhitespaces { get; private set; } = true;

    /// <exception cref="CheckpointException">Unreadable or malformed.</exception>
    public static SentencePieceFile Read(string path)
    {
        var file = new SentencePieceFile(path);
        var reader = new ProtoReader(File.ReadAllBytes(path), path);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    file.AddPiece(reader.Bytes());
                    break;
                case 2:
                    file.ReadTrainer(reader.Bytes());
                    break;
                case 3:
                    file.ReadNormalizer(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return file.Pieces.Count > 0 ? file : throw new CheckpointException($"{path}: holds no pieces.");
    }

    private void AddPiece(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message, Path);
        var (piece, score, kind) = ("", 0f, Kind.Normal);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    piece = reader.Text();
                    break;
                case 2:
                    score = reader.Single();
                    break;
                case 3:
                    kind = (Kind)reader.Integer();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        Pieces.Add(piece);
        Scores.Add(score);
        Kinds.Add(kind);
    }

    private void ReadTrainer(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message, Path);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 3:
                    ModelType = reader.Integer();
                    break;
                case 24:
                    WhitespaceAsSuffix = reader.Boolean();
                    break;
                case 35:
                    ByteFallback = reader.Boolean();
                    break;
                case 47:
                    EosPiece = reader.Text();
                    break;
                case 48:
                    PadPiece = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadNormalizer(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message, Path);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    var blob = reader.Bytes();
                    Charsmap = blob.IsEmpty ? null : new(blob, Path);
                    break;
                case 3:
                    AddDummyPrefix = reader.Boolean();
                    break;
                case 4:
                    RemoveExtraWhitespaces = reader.Boolean();
                    break;
                case 5:
                    EscapeWhitespaces = reader.Boolean();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}
