using Workbench.Pipeline.Hub;

namespace Workbench.UnitTests.Hub;

public sealed class HubSettingsTests
{
    private static HubSettings From(params (string Name, string Value)[] variables) =>
        HubSettings.FromEnvironment(name => name == "HOME" && variables.All(v => v.Name != "HOME") ? "/home/me" : variables.FirstOrDefault(v => v.Name == name).Value);

    [Fact]
    public void The_cache_is_found_by_huggingface_hubs_order()
    {
        Assert.Equal("/home/me/.cache/huggingface/hub", From().CacheDirectory);
        Assert.Equal("/x/huggingface/hub", From(("XDG_CACHE_HOME", "/x")).CacheDirectory);
        Assert.Equal("/h/hub", From(("HF_HOME", "/h"), ("XDG_CACHE_HOME", "/x")).CacheDirectory);
        Assert.Equal("/old", From(("HUGGINGFACE_HUB_CACHE", "/old"), ("HF_HOME", "/h")).CacheDirectory);
        Assert.Equal("/new", From(("HF_HUB_CACHE", "/new"), ("HUGGINGFACE_HUB_CACHE", "/old")).CacheDirectory);
        Assert.Equal("/home/me/models", From(("HF_HUB_CACHE", "~/models")).CacheDirectory);
    }

    [Fact]
    public void Endpoint_and_offline_are_read()
    {
        Assert.Equal(new Uri("https://mirror.example"), From(("HF_ENDPOINT", "https://mirror.example/")).Endpoint);
        Assert.True(From(("HF_HUB_OFFLINE", "1")).Offline);
        Assert.False(From(("HF_HUB_OFFLINE", "0")).Offline);
        Assert.Throws<HubException>(() => From(("HF_ENDPOINT", "mirror")));
    }

    [Fact]
    public void The_token_is_never_printed()
    {
        var settings = From(("HF_TOKEN", "hf_secret\n"));
        Assert.Equal("hf_secret", settings.Token);
        Assert.DoesNotContain("hf_secret", settings.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hf_secret", $"{settings with { Offline = true }}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Wan-AI/Wan2.2-I2V-A14B", "main")]
    [InlineData("a/b@refs/pr/1", "refs/pr/1")]
    [InlineData("a/b@0123456789abcdef0123456789abcdef01234567", "0123456789abcdef0123456789abcdef01234567")]
    public void Repositories_are_read(string text, string revision)
    {
        var repository = RepositoryId.Parse(text);
        Assert.Equal(revision, repository.Revision);
        Assert.Equal(text, repository.ToString());
    }

    [Theory]
    [InlineData("wan")]
    [InlineData("a/b/c")]
    [InlineData("../b")]
    [InlineData("a/..")]
    [InlineData("a/b@../../x")]
    [InlineData("a/b@")]
    [InlineData("a b/c")]
    [InlineData("")]
    public void Other_texts_are_none(string text) => Assert.Null(RepositoryId.TryParse(text));
}
