namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>One way from text to ids, before special tokens, truncation and padding.</summary>
internal interface ITokenRoute
{
    /// <summary>The ids of the text.</summary>
    List<int> Encode(string text);

    /// <summary>The text as it is segmented.</summary>
    string Normalize(string text);

    /// <summary>Pieces by id; added tokens may have ids beyond.</summary>
    string Piece(int id);
}
