using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Text.Tokenization;

namespace Workbench.UnitTests.Text;

public sealed class SentencePieceTests : IDisposable
{
    private const int Control = 3, UserDefined = 4, Unused = 5;

    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".model");

    [Fact]
    public void The_segmentation_of_the_highest_score_wins()
    {
        var tokenizer = Open(Basic().Piece("▁ab", -3).Piece("▁a", -1).Piece("b", -1.5f).Piece("bc", -4).Piece("c", -2));

        Assert.Equal(["▁a", "b", "c"], tokenizer.Pieces("abc"));
    }

    [Fact]
    public void The_first_of_equal_segmentations_wins()
    {
        var tokenizer = Open(Basic().Piece("▁a", -1).Piece("b", -1).Piece("▁ab", -2));

        // Met first: from position 0 the whole piece, and only an improvement would replace it.
        Assert.Equal(["▁ab"], tokenizer.Pieces("ab"));
    }

    [Fact]
    public void Neighbouring_unknown_characters_are_one_unknown_piece()
    {
        var tokenizer = Open(Basic().Piece("▁", -1).Piece("a", -1));

        Assert.Equal(["▁", "a", "<unk>", "a", "<unk>"], tokenizer.Pieces("aéüa猫"));
    }

    [Fact]
    public void With_byte_fallback_they_are_spelt()
    {
        var builder = Basic().Piece("▁", -1).Trainer(35, 1);
        for (var b = 0; b < 256; b++)
        {
            builder.Piece($"<0x{b:X2}>", 0, 6);
        }

        Assert.Equal(["▁", "<0xC3>", "<0xA9>"], Open(builder).Pieces("é"));
    }

    [Fact]
    public void Byte_fallback_without_all_bytes_is_refused()
    {
        var error = Assert.Throws<CheckpointException>(() => Open(Basic().Piece("<0x00>", 0, 6).Trainer(35, 1)));

        Assert.Contains("255 of the 256 byte pieces", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void User_defined_pieces_win_and_control_and_unused_ones_are_plain_text()
    {
        var tokenizer = Open(Basic().Piece("▁", -1).Piece("a", -1).Piece("b", -1).Piece("ab", -0.5f).Piece("ba", -9, UserDefined).Piece("aa", -0.1f, Unused).Piece("<", -2).Piece("/", -2).Piece("s", -2).Piece(">", -2));

        Assert.Equal(["▁", "a", "ba"], tokenizer.Pieces("aba"));
        Assert.Equal(["▁", "a", "a"], tokenizer.Pieces("aa"));
        Assert.Equal(["▁", "<", "/", "s", ">"], tokenizer.Pieces("</s>"));
    }

    [Theory]
    [InlineData("  a  b ", 1, 1, 1, 0, "▁a▁b")]
    [InlineData("  a  b ", 0, 1, 1, 0, "a▁b")]
    [InlineData("  a  b ", 1, 0, 1, 0, "▁▁▁a▁▁b▁")]
    [InlineData("  a  b ", 1, 1, 0, 0, " a b")]
    [InlineData("  a  b ", 1, 1, 1, 1, "a▁b▁")]
    [InlineData("   ", 1, 1, 1, 0, "")]
    [InlineData("", 1, 0, 1, 0, "")]
    public void White_space_rules_are_honoured(string text, int dummyPrefix, int removeExtra, int escape, int suffix, string expected)
    {
        var tokenizer = Open(Basic().Piece("▁", -1).Trainer(24, suffix).Normalizer(3, dummyPrefix).Normalizer(4, removeExtra).Normalizer(5, escape));

        Assert.Equal(expected, tokenizer.Normalize(text));
    }

    [Fact]
    public void Sums_are_rounded_to_single_precision_as_the_library_does()
    {
        // -100000005 is rounded to -100000008, and then -100000006 is better. In fp64 it would be the other way about.
        var tokenizer = Open(Basic().Piece("▁", -5).Piece("a", -1).Piece("b", -1e8f).Piece("ab", -1e8f));

        Assert.Equal(["▁", "a", "b"], tokenizer.Pieces("ab"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public void A_torn_file_is_refused(int length)
    {
        File.WriteAllBytes(path, Basic().Piece("▁", -1).Piece("abcdefghijklmnop", -1).Build()[..length]);

        Assert.Throws<CheckpointException>(() => PromptTokenizer.FromSentencePiece(path));
    }

    [Fact]
    public void A_model_of_another_kind_is_refused()
    {
        var error = Assert.Throws<CheckpointException>(() => Open(Basic().Trainer(3, 2)));

        Assert.Contains("expected 1 (unigram)", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(path);

    private static SentencePieceModelBuilder Basic() =>
        new SentencePieceModelBuilder().Piece("<pad>", 0, Control).Piece("</s>", 0, Control).Piece("<unk>", 0, 2);

    private PromptTokenizer Open(SentencePieceModelBuilder builder)
    {
        File.WriteAllBytes(path, builder.Build());
        return PromptTokenizer.Open(path);
    }
}
