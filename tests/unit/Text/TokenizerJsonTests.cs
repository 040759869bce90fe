using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Text.Tokenization;

namespace Workbench.UnitTests.Text;

public sealed class TokenizerJsonTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void Special_tokens_are_found_in_text_and_end_the_words_around_them()
    {
        var tokenizer = Open(Basic());

        Assert.Equal([4L, 1, 4, 5, 1], Ids(tokenizer, "a</s>ab", 5));
        Assert.Equal(["▁a", "<sep>", "▁a"], tokenizer.Pieces("a<sep>a"));
    }

    [Fact]
    public void The_longest_added_token_wins_and_flags_are_honoured()
    {
        var json = Basic();
        json["added_tokens"] = new JsonArray(
            Token(1, "</s>"), Token(7, "<sep>", lstrip: true, rstrip: true), Token(8, "<sep>2"), Token(9, "cat", singleWord: true));

        var tokenizer = Open(json);

        Assert.Equal([8L, 1], Ids(tokenizer, "<sep>2", 5));
        Assert.Equal([4L, 7, 4, 1], Ids(tokenizer, "a  <sep>  a", 5));
        Assert.Equal([9L, 1], Ids(tokenizer, "cat", 5));
        Assert.Equal(["▁a", "<unk>", "a", "<unk>"], tokenizer.Pieces("acat"));
    }

    [Fact]
    public void Normalised_added_tokens_are_found_in_normalised_text()
    {
        var json = Basic();
        json["normalizer"] = JsonNode.Parse("""{"type":"Sequence","normalizers":[{"type":"Lowercase"},{"type":"NFC"}]}""");
        json["added_tokens"] = new JsonArray(Token(1, "</s>"), Token(9, "CAT", normalized: true));

        Assert.Equal([4L, 9, 1], Ids(Open(json), "ACaT", 5));
    }

    [Theory]
    [InlineData("always", "▁a", "▁a")]
    [InlineData("first", "▁a", "a")]
    [InlineData("never", "a", "a")]
    public void The_prepend_scheme_decides_who_gets_a_mark(string scheme, string first, string second)
    {
        var json = Basic();
        json["pre_tokenizer"]!["prepend_scheme"] = scheme;

        Assert.Equal([first, "<sep>", second], Open(json).Pieces("a<sep>a"));
    }

    [Fact]
    public void The_older_layout_with_add_prefix_space_and_whitespace_split_is_read()
    {
        var json = Basic();
        json["pre_tokenizer"] = JsonNode.Parse("""{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","add_prefix_space":true}]}""");

        Assert.Equal(["▁a", "▁a", "b"], Open(json).Pieces(" a \t ab "));
    }

    [Fact]
    public void Unknown_characters_are_fused_or_spelt_if_every_byte_has_a_piece()
    {
        Assert.Equal(["▁a", "<unk>"], Open(Basic()).Pieces("aéü"));

        // Spelt would be C3 A9 C3 BC; without BC there is one unknown token for all of them.
        Assert.Equal(["▁a", "<0xC3>", "<0xA9>"], Open(Basic(), byteFallback: true).Pieces("aé"));
        Assert.Equal(["▁a", "<unk>"], Open(Basic(), byteFallback: true).Pieces("aéü"));
    }

    [Theory]
    [InlineData("aaaa", 3, "4 6 1", 2)]
    [InlineData("aaaa", 1, "1", 4)]
    [InlineData("", 3, "1 0 0", 0)]
    [InlineData("a", 4, "4 1 0 0", 0)]
    public void Truncation_keeps_the_end_and_padding_fills_the_right(string text, int length, string ids, int dropped)
    {
        var encoded = Open(Basic()).Encode(text, length);

        Assert.Equal(ids, string.Join(' ', encoded.Ids));
        Assert.Equal(dropped, encoded.Dropped);
        Assert.Equal(encoded.Count, encoded.Mask.Sum());
        Assert.All(Enumerable.Range(0, length), i => Assert.Equal(i < encoded.Count ? 1 : 0, encoded.Mask[i]));
    }

    [Fact]
    public void The_pad_token_is_the_one_named_beside_the_file()
    {
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"pad_token":{"content":"<sep>"}}""");

        Assert.Equal(7, Open(Basic()).PadId);
    }

    [Fact]
    public void A_length_without_room_for_the_end_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Open(Basic()).Encode("a", 0));
    }

    [Theory]
    [InlineData("model/type", "\"BPE\"", "model type 'BPE'")]
    [InlineData("normalizer", """{"type":"Odd"}""", "normalizer 'Odd' is not supported")]
    [InlineData("normalizer", """{"type":"Precompiled","precompiled_charsmap":"AAAA"}""", "precompiled charsmap")]
    [InlineData("pre_tokenizer", """{"type":"ByteLevel"}""", "pre_tokenizer 'ByteLevel' is not supported")]
    [InlineData("post_processor", """{"type":"RobertaProcessing"}""", "post_processor 'RobertaProcessing' is not supported")]
    [InlineData("model/unk_id", "99", "unk_id 99")]
    [InlineData("model/vocab", "[[1,2]]", "not laid out as a tokenizer.json")]
    public void What_is_not_supported_is_named(string place, string value, string message)
    {
        var json = Basic();
        var parts = place.Split('/');
        (parts.Length == 1 ? json : json[parts[0]]!)[parts[^1]] = JsonNode.Parse(value);

        var error = Assert.Throws<CheckpointException>(() => Open(json));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_prefers_tokenizer_json_and_a_model_folder_is_searched_below()
    {
        var oracle = Repository.At("tests", "data", "wan22-tiny", "tokenizer");
        var below = Directory.CreateDirectory(Path.Combine(folder, "google", "umt5-xxl")).FullName;
        File.Copy(Path.Combine(oracle, "spiece.model"), Path.Combine(below, "spiece.model"));
        Assert.EndsWith("spiece.model", PromptTokenizer.Open(folder).Source, StringComparison.Ordinal);

        File.Copy(Path.Combine(oracle, "tokenizer.json"), Path.Combine(below, "tokenizer.json"));
        Assert.EndsWith("tokenizer.json", PromptTokenizer.Open(folder).Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_tokenizer_says_where_was_looked()
    {
        var error = Assert.Throws<CheckpointException>(() => PromptTokenizer.Open(folder));

        Assert.Contains(Path.Combine(folder, "google", "umt5-xxl"), error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static JsonObject Basic()
    {
        var json = JsonNode.Parse(
            """
            {
              "normalizer": null,
              "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true},
              "post_processor": {
                "type": "TemplateProcessing",
                "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                "special_tokens": {"</s>": {"id": "</s>", "ids": [1], "tokens": ["</s>"]}}
              },
              "model": {
                "type": "Unigram", "unk_id": 2, "byte_fallback": false,
                "vocab": [["<pad>", 0], ["</s>", 0], ["<unk>", 0], ["▁", -2], ["▁a", -1], ["b", -1.5], ["a", -2], ["<sep>", -90], ["<0xC3>", -50], ["<0xA9>", -50]]
              }
            }
            """)!.AsObject();
        json["added_tokens"] = new JsonArray(Token(0, "<pad>"), Token(1, "</s>"), Token(2, "<unk>"), Token(7, "<sep>"));
        return json;
    }

    private static JsonObject Token(int id, string content, bool singleWord = false, bool lstrip = false, bool rstrip = false, bool normalized = false) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = singleWord,
        ["lstrip"] = lstrip,
        ["rstrip"] = rstrip,
        ["normalized"] = normalized,
        ["special"] = true,
    };

    private static long[] Ids(PromptTokenizer tokenizer, string text, int length)
    {
        var encoded = tokenizer.Encode(text, length);
        return encoded.Ids[..encoded.Count];
    }

    private PromptTokenizer Open(JsonObject json, bool? byteFallback = null)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        File.WriteAllText(path, json.ToJsonString());
        return PromptTokenizer.FromTokenizerJson(path, byteFallback);
    }
}
